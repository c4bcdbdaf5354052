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

package io.github.heartbeat;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Exception with which the future of a message ends that was not, or perhaps not, sent.
 * Its message names the client, and where a setting is the reason its key. The payload is
 * not part of it.
 */
public class HeartbeatSendException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	private final String clientName;

	/**
	 * Create a new exception.
	 * @param clientName the plain name of the client
	 * @param reason why the message was not sent
	 * @param message the detail message, which must not contain the payload
	 * @param cause the failure behind it, or {@code null}
	 */
	public HeartbeatSendException(String clientName, Reason reason, String message, @Nullable Throwable cause) {
		super("Client '" + clientName + "': " + message, cause);
		this.clientName = clientName;
		this.reason = reason;
	}

	/**
	 * Return why the message was not sent.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Return the plain name of the client.
	 * @return the client's name
	 */
	public String getClientName() {
		return this.clientName;
	}

	/**
	 * Reasons why a message was not sent. A later release may add constants: code that
	 * switches over them needs a {@code default}.
	 */
	public enum Reason {

		/**
		 * Refused at once: there is no connection, the queue is full, or the payload
		 * can't be written.
		 */
		REJECTED,

		/**
		 * Accepted, and dropped before it was written: for a newer message, or with its
		 * connection.
		 */
		DROPPED,

		/**
		 * Accepted, and not written within {@code send.queue-ttl}.
		 */
		EXPIRED,

		/**
		 * Handed to a connection that was lost before the write returned: it may have
		 * arrived, and is never sent again.
		 */
		UNKNOWN

	}

}
