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

/**
 * {@link HeartbeatObserver} that is also called around what a client does, for tracing or
 * to set what belongs to the thread. Each method must run what it is given, once and on
 * the same thread. If it does not, or fails, that is logged, and the client goes on as if
 * there were no interceptor. Several interceptors are nested in their order, the first
 * outermost.
 */
public interface HeartbeatInterceptor extends HeartbeatObserver {

	/**
	 * Called around an attempt to connect, customizers of the handshake included. Its
	 * outcome is a {@link HeartbeatTransition} with the same connection id, which may
	 * come later, or on another thread.
	 * @param client the client
	 * @param connectionId identifies the attempt
	 * @param attempt the attempt, to be run
	 */
	default void aroundConnect(HeartbeatClient client, String connectionId, Runnable attempt) {
		attempt.run();
	}

	/**
	 * Called around what runs listeners and other user code of one client on this thread:
	 * for one event or several, or to complete futures.
	 * @param client the client
	 * @param delivery the delivery, to be run
	 */
	default void aroundDelivery(HeartbeatClient client, Runnable delivery) {
		delivery.run();
	}

	/**
	 * Called around the delivery of one message to the listeners, within
	 * {@link #aroundDelivery}. Only for clients with {@code observe-messages: true}.
	 * @param client the client
	 * @param connectionId identifies the connection
	 * @param message the message
	 * @param delivery the delivery, to be run; throws what a listener throws, which is to
	 * be passed on
	 */
	default void aroundMessage(HeartbeatClient client, String connectionId, HeartbeatMessage message,
			Runnable delivery) {
		delivery.run();
	}

}
