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

package io.github.heartbeat.demo.server;

import java.time.Instant;

/**
 * How the machine does at one moment.
 *
 * @param time the moment
 * @param systemCpu the load of all processors, from 0 to 1
 * @param processCpu the part of it that is this process, from 0 to 1
 * @param memoryUsed the physical memory in use, in bytes
 * @param memoryTotal the physical memory, in bytes
 * @param heapUsed the heap of this process in use, in bytes
 * @param threads the threads of this process
 */
record Vitals(Instant time, double systemCpu, double processCpu, long memoryUsed, long memoryTotal, long heapUsed,
		int threads) {

}
