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

package io.github.heartbeat.engine;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatInterceptor;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.HeartbeatTransition;
import io.github.heartbeat.engine.concurrent.FailsafeLog;
import org.jspecify.annotations.Nullable;

/**
 * The observers of all clients. They are the user's code: called on threads that may
 * block, and what they throw is logged.
 */
final class Observers {

	private static final FailsafeLog logger = FailsafeLog.of(Observers.class);

	private final List<HeartbeatObserver> observers;

	Observers(List<HeartbeatObserver> observers) {
		this.observers = List.copyOf(observers);
	}

	/**
	 * Tell each of them something.
	 * @param callback tells one
	 */
	void tell(Consumer<HeartbeatObserver> callback) {
		for (HeartbeatObserver observer : this.observers) {
			try {
				callback.accept(observer);
			}
			catch (Throwable ex) {
				logger.warn("A HeartbeatObserver failed", ex);
			}
		}
	}

	/**
	 * Tell each of them of a transition.
	 * @param transition the transition
	 */
	void tell(Transition transition) {
		HeartbeatClient client = transition.client();
		HeartbeatTransition facts = transition.facts();
		switch (transition.kind()) {
			case OPENED -> tell((observer) -> observer.connected(client, transition.duration()));
			case LOST, FAILED, RECONNECTING, STOPPED -> tellEnd(client, transition, facts.cause());
			case STARTED, READY, GAVE_UP -> {
			}
		}
		tell((observer) -> observer.transition(client, facts));
	}

	private void tellEnd(HeartbeatClient client, Transition transition, @Nullable DisconnectCause cause) {
		if (cause == null) {
			return;
		}
		if (transition.connection() != null) {
			tell((observer) -> observer.disconnected(client, cause));
		}
		else if (transition.facts().connectionId() != null) {
			tell((observer) -> observer.connectFailed(client, cause, transition.duration()));
		}
	}

	/**
	 * Run an action with the interceptors among them around it.
	 * @param hook calls an interceptor with what it is to run
	 * @param action the action
	 */
	void intercept(BiConsumer<HeartbeatInterceptor, Runnable> hook, Runnable action) {
		InterceptorChain.run(this.observers, hook, action);
	}

}
