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

package io.github.heartbeat.test;

/**
 * How many connections a {@link HeartbeatTestServer} has seen, at one moment.
 *
 * @param accepted the TCP connections accepted so far, whatever became of them
 * @param held the TCP connections held now, also those without a WebSocket
 * @param opened the WebSockets opened so far
 * @param open the WebSockets open now, as far as the server knows
 * @param maxOpen the largest number of WebSockets open at the same time
 * @param frames the frames received so far, recorded or not
 */
public record ConnectionCounts(int accepted, int held, int opened, int open, int maxOpen, long frames) {

}
