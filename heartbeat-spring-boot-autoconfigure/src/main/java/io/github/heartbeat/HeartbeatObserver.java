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

import java.time.Duration;

/**
 * Callback interface that can be implemented by beans wishing to follow the life of every
 * client, for metrics or a journal. Applications usually listen to the events instead.
 * <p>
 * An observer is told what becomes of one client in order, one after the other, on a
 * thread that may block and that neither a connection nor another client waits for. While
 * it does not return, up to 256 transitions of that client wait for it; how many there
 * were beyond that is logged when it goes on. What a method throws is logged and
 * otherwise ignored.
 * <p>
 * Observers are created before the clients, so that none can have one injected.
 *
 * @see HeartbeatInterceptor
 */
public interface HeartbeatObserver {

	/**
	 * Called when a client has become one of the {@link HeartbeatClients}, before its
	 * first transition.
	 * @param client the client
	 */
	default void added(HeartbeatClient client) {
	}

	/**
	 * Called when a client is no longer one of the {@link HeartbeatClients}, after its
	 * last transition.
	 * @param client the client
	 */
	default void removed(HeartbeatClient client) {
	}

	/**
	 * Called for each step in the life of a client: an attempt that succeeds or fails, a
	 * connection that is ready or ends, a start and a stop. Each is told once.
	 * @param client the client
	 * @param transition what happened
	 */
	default void transition(HeartbeatClient client, HeartbeatTransition transition) {
	}

	/**
	 * Called when a heartbeat was answered and the time the answer took is known: up to a
	 * tenth of a second later, together with others, and independently of the
	 * transitions.
	 * @param client the client
	 * @param roundTrip the time from the write of the heartbeat to its answer
	 */
	default void roundTrip(HeartbeatClient client, Duration roundTrip) {
	}

}
