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

package io.github.heartbeat.transport;

/**
 * Callback interface for the outcome of one write. Exactly one of {@link #written()} and
 * {@link #writeFailed(Throwable)} is called, once, unless the connection ends before.
 * Called by a thread of the transport, or within the call that asked for the write;
 * returns at once.
 */
public interface WriteListener {

	/**
	 * The socket has taken a part of the message, and more is to come: the write is not
	 * stuck. Not all transports tell.
	 */
	default void progressed() {
	}

	/**
	 * The message is written to the socket.
	 */
	void written();

	/**
	 * The message could not be written, or not completely.
	 * @param failure the failure
	 */
	void writeFailed(Throwable failure);

}
