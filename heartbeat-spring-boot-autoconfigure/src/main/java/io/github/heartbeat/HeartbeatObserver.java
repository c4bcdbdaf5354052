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
 * What happens to one client is told one after the other, in order, on a thread that may
 * block and that neither its connection nor another client waits for. While an observer
 * does not return, up to 256 transitions of that client wait for it; for those after them
 * a warning says how many were not told. What the methods throw is logged and otherwise
 * ignored.
 */
public interface HeartbeatObserver {

	/**
	 * A client is now part of the {@link HeartbeatClients}.
	 * @param client the client
	 */
	default void added(HeartbeatClient client) {
	}

	/**
	 * A client is no longer part of the {@link HeartbeatClients}.
	 * @param client the client
	 */
	default void removed(HeartbeatClient client) {
	}

	/**
	 * An attempt to connect has succeeded.
	 * @param client the client
	 * @param duration the time the attempt took
	 */
	default void connected(HeartbeatClient client, Duration duration) {
	}

	/**
	 * An attempt to connect has failed or was abandoned.
	 * @param client the client
	 * @param cause why it failed
	 * @param duration the time the attempt took
	 */
	default void connectFailed(HeartbeatClient client, DisconnectCause cause, Duration duration) {
	}

	/**
	 * An established connection has ended.
	 * @param client the client
	 * @param cause why it ended
	 */
	default void disconnected(HeartbeatClient client, DisconnectCause cause) {
	}

	/**
	 * A step in the life of a client. It comes in addition to the more specific callback,
	 * if there is one.
	 * @param client the client
	 * @param transition what happened
	 */
	default void transition(HeartbeatClient client, HeartbeatTransition transition) {
	}

	/**
	 * A heartbeat was answered and the time the answer took is known. Told up to a tenth
	 * of a second later, together with others, and independently of the transitions.
	 * @param client the client
	 * @param roundTrip the time from the write of the heartbeat to its answer
	 */
	default void roundTrip(HeartbeatClient client, Duration roundTrip) {
	}

}
