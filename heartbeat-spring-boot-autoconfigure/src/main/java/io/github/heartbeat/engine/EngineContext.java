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
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.github.heartbeat.HeartbeatInterceptor;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.engine.concurrent.EngineTimer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * What all clients of one engine share.
 *
 * @param timer the clock and the timer thread
 * @param io for what waits for the network
 * @param dispatch for what waits for listeners
 * @param limiter bounds the attempts under way
 * @param keepAlive keeps the JVM up
 * @param publisher publishes the events
 * @param observers follow the life of the clients
 * @param callbacks the user's code
 * @param random the source of jitter
 */
record EngineContext(EngineTimer timer, Executor io, Executor dispatch, ConnectLimiter limiter, KeepAlive keepAlive,
		ApplicationEventPublisher publisher, List<HeartbeatObserver> observers, Callbacks callbacks,
		RandomGenerator random) {

	private static final Log logger = LogFactory.getLog(EngineContext.class);

	void observe(Consumer<HeartbeatObserver> callback) {
		for (HeartbeatObserver observer : this.observers) {
			try {
				callback.accept(observer);
			}
			catch (Throwable ex) {
				logger.warn("A HeartbeatObserver failed", ex);
			}
		}
	}

	void intercept(BiConsumer<HeartbeatInterceptor, Runnable> hook, Runnable action) {
		InterceptorChain.run(this.observers, hook, action);
	}

}
