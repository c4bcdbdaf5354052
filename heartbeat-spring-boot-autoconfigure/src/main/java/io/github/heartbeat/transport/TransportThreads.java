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

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The threads of an engine, for a transport that has none of its own.
 */
public interface TransportThreads {

	/**
	 * Return the executor for what waits for the network.
	 * @return an executor whose threads may block
	 */
	Executor io();

	/**
	 * Run a task later on the timer thread, where nothing may block.
	 * @param task the task
	 * @param delay the wait
	 * @return called to call the task off
	 */
	Runnable schedule(Runnable task, Duration delay);

}
