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

package io.github.heartbeat.engine.send;

/**
 * Number of messages that were refused since there was no connection, from one connection
 * to the next. Guarded by the lock of the {@link SendQueue}.
 */
final class RefusedMessages {

	private long count;

	/**
	 * Add a message.
	 * @param refusal the reason why it is not accepted
	 * @return whether it is the first one for lack of a connection
	 */
	boolean add(Refusal refusal) {
		if (refusal.cause() != Refusal.Cause.CLOSED) {
			return false;
		}
		this.count++;
		return this.count == 1;
	}

	/**
	 * Begin anew, since there is a connection.
	 * @return the number of messages until then
	 */
	long reset() {
		long count = this.count;
		this.count = 0;
		return count;
	}

}
