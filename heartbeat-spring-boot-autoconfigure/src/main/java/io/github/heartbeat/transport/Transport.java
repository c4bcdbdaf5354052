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
 * A way to open connections. What is behind it, a container, an event loop or a test, is
 * not known to the engine.
 */
public interface Transport {

	/**
	 * Create an attempt to connect. Nothing happens before it is
	 * {@link TransportAttempt#connect() begun}.
	 * @param request what to connect to, and how
	 * @param listener told of all that comes of the attempt and its connection
	 * @return the attempt
	 */
	TransportAttempt createAttempt(HandshakeRequest request, TransportListener listener);

	/**
	 * Give back what the connections share. Called once, when all of them have ended.
	 */
	void destroy();

}
