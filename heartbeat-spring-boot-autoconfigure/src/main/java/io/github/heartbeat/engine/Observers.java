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

import io.github.heartbeat.HeartbeatInterceptor;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.engine.concurrent.FailsafeLog;

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
	 * Run an action with the interceptors among them around it.
	 * @param hook calls an interceptor with what it is to run
	 * @param action the action
	 */
	void intercept(BiConsumer<HeartbeatInterceptor, Runnable> hook, Runnable action) {
		InterceptorChain.run(this.observers, hook, action);
	}

}
