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

import io.github.heartbeat.HeartbeatSendException.Reason;

/**
 * The reason why a message is not accepted.
 *
 * @param cause what the message lacks
 * @param reason the reason as the sender is told
 * @param text the reason in words
 */
record Refusal(Cause cause, Reason reason, String text) {

	/**
	 * The client is not started.
	 */
	static final Refusal NOT_STARTED = closed("the client is not started, or has given up");

	/**
	 * There is no connection, and the queue does not wait for the next.
	 */
	static final Refusal NO_CONNECTION = closed("there is no connection (send.when-closed: reject)");

	static Refusal closed(String text) {
		return new Refusal(Cause.CLOSED, Reason.REJECTED, text);
	}

	static Refusal congested(int completions) {
		return new Refusal(Cause.CONGESTED, Reason.REJECTED,
				completions + " messages have ended whose futures wait to be completed: "
						+ "callbacks of earlier futures do not return, or too slowly");
	}

	static Refusal full(String text) {
		return new Refusal(Cause.FULL, Reason.REJECTED, text);
	}

	Refusal asDropped() {
		return new Refusal(this.cause, Reason.DROPPED, this.text);
	}

	/**
	 * What a message lacks.
	 */
	enum Cause {

		/**
		 * A client, or a connection, to be sent over.
		 */
		CLOSED,

		/**
		 * Callbacks of earlier futures that return.
		 */
		CONGESTED,

		/**
		 * Room.
		 */
		FULL

	}

}
