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

import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;
import org.jspecify.annotations.Nullable;

/**
 * A queue of events in which a message takes the place of an earlier one of the same key
 * and connection. It takes its place in the line, too: at the end of it, a key that
 * changes faster than the line moves would never be delivered.
 */
final class ConflatingQueue extends AbstractQueue<HeartbeatEvent> {

	private final Map<Object, HeartbeatEvent> events = new LinkedHashMap<>();

	/**
	 * Put a message in the place of an earlier one.
	 * @param key the key of both
	 * @param message the message
	 * @return the earlier one or {@code null} if there was none and the message was added
	 */
	@Nullable HeartbeatMessageEvent put(Key key, HeartbeatMessageEvent message) {
		return (HeartbeatMessageEvent) this.events.put(key, message);
	}

	/**
	 * Return the message that would be replaced.
	 * @param key the key
	 * @return the earlier one or {@code null}
	 */
	@Nullable HeartbeatMessageEvent get(Key key) {
		return (HeartbeatMessageEvent) this.events.get(key);
	}

	/**
	 * Remove the message of a key, and give up its place.
	 * @param key the key
	 */
	void removeKey(Key key) {
		this.events.remove(key);
	}

	@Override
	public boolean offer(HeartbeatEvent event) {
		this.events.put(event, event);
		return true;
	}

	@Override
	public @Nullable HeartbeatEvent poll() {
		Iterator<HeartbeatEvent> iterator = iterator();
		if (!iterator.hasNext()) {
			return null;
		}
		HeartbeatEvent event = iterator.next();
		iterator.remove();
		return event;
	}

	@Override
	public @Nullable HeartbeatEvent peek() {
		Iterator<HeartbeatEvent> iterator = iterator();
		return iterator.hasNext() ? iterator.next() : null;
	}

	@Override
	public Iterator<HeartbeatEvent> iterator() {
		return this.events.values().iterator();
	}

	@Override
	public int size() {
		return this.events.size();
	}

	/**
	 * The key of a message within its connection, equal to no other object: two messages
	 * that have the same user's key have the same object as their key.
	 */
	static final class Key {

	}

}
