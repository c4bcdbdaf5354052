/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.engine.receive;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.heartbeat.engine.receive.ConflatingQueue.Key;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Interner of the keys of one client's messages: keys of a connection that are equal
 * become the same object. So the user's code that compares them runs here, on a thread
 * that may block, and not under the lock of the queue. Not safe for use by several
 * threads.
 */
final class KeyInterner {

	/** The key that was asked for least recently comes first. */
	private final Map<UserKey, Key> keys = new LinkedHashMap<>(16, 0.75f, true);

	private final long capacity;

	/**
	 * Create a new interner.
	 * @param queueCapacity how many messages may wait
	 */
	KeyInterner(int queueCapacity) {
		// A message that waits has seen at most as many other keys come as wait behind
		// it and have waited ahead of it
		this.capacity = 2L * queueCapacity;
	}

	/**
	 * Return the key of a message within its connection. What the user's key throws is
	 * passed on.
	 * @param message the message
	 * @param key the user's key
	 * @return the same object for an equal key, as long as a message with it may wait
	 */
	Key intern(HeartbeatMessageEvent message, Object key) {
		Key interned = this.keys.computeIfAbsent(new UserKey(message.getConnectionId(), key), (absent) -> new Key());
		if (this.keys.size() > this.capacity) {
			Iterator<UserKey> eldest = this.keys.keySet().iterator();
			eldest.next();
			eldest.remove();
		}
		return interned;
	}

	/**
	 * The user's key within a connection, hashed once.
	 */
	private static final class UserKey {

		private final String connectionId;

		private final Object key;

		private final int hash;

		UserKey(String connectionId, Object key) {
			this.connectionId = connectionId;
			this.key = key;
			this.hash = 31 * connectionId.hashCode() + key.hashCode();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return this == other || (other instanceof UserKey that && this.hash == that.hash
					&& this.connectionId.equals(that.connectionId) && this.key.equals(that.key));
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
