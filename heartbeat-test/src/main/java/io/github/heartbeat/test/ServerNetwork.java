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
 * Where clients find a server, and what carries their connections, from start to stop.
 */
interface ServerNetwork {

	/**
	 * Return the port.
	 * @return the port
	 * @throws IllegalStateException if there is none
	 */
	int port();

	String url(String path);

	void start();

	/**
	 * Refuse connections, and cut those there are.
	 */
	void stop();

	/**
	 * Stop for good.
	 */
	void close();

	void freeze();

	void thaw();

	/**
	 * Return how many connections are held now, also those without a WebSocket.
	 * @return the number of connections
	 */
	int count();

}
