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

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.github.heartbeat.engine.concurrent.EngineTimer;
import io.github.heartbeat.transport.Transport;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Context that all clients of one engine share.
 *
 * @param timer the clock and the timer thread
 * @param io for what waits for the network
 * @param dispatch for the user's code, and for what is told
 * @param transport opens connections
 * @param limiter bounds the attempts under way
 * @param keepAlive keeps the JVM up
 * @param publisher publishes the events
 * @param observers follow the life of the clients
 * @param roundTrips tells them of round trips
 * @param callbacks the user's code
 * @param ids identifies attempts and connections
 * @param random the source of jitter
 */
record EngineContext(EngineTimer timer, Executor io, Executor dispatch, Transport transport, ConnectLimiter limiter,
		KeepAlive keepAlive, ApplicationEventPublisher publisher, Observers observers, RoundTrips roundTrips,
		Callbacks callbacks, ConnectionIds ids, RandomGenerator random) {

}
