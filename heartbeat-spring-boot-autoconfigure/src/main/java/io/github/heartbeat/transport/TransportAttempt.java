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
 * One attempt to connect, which can be abandoned at any moment.
 */
public interface TransportAttempt {

	/**
	 * Begin to connect. Called once, on a thread that may block: a transport that needs a
	 * thread for the opening handshake uses that one, and returns when the handshake is
	 * over; others return at once. What comes of it is told to the
	 * {@link TransportListener}, never thrown.
	 */
	void connect();

	/**
	 * Give the attempt up: a thread that blocks in {@link #connect()} is woken, and a
	 * connection that is established all the same is closed. Never blocks; safe to call
	 * from any thread, before and while the attempt is made, and to repeat.
	 */
	void abandon();

}
