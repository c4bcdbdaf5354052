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

import java.net.URI;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Registry of all {@linkplain HeartbeatClient clients} of the application, by plain name:
 * those that are configured, and those that are added while it runs. Iteration is in the
 * order of definition and sees a consistent snapshot. Safe for use by several threads.
 * The interface is implemented by Heartbeat only; a later release may add methods.
 */
public interface HeartbeatClients extends Iterable<HeartbeatClient> {

	/**
	 * Return the client of the given name.
	 * @param name the plain name, for instance {@code prices}
	 * @return the client
	 * @throws IllegalArgumentException if there is no such client; its message lists the
	 * known names
	 */
	HeartbeatClient get(String name);

	/**
	 * Add a client while the application runs, with the settings that the application has
	 * below {@code heartbeat.defaults}.
	 * @param name the plain name: a letter, followed by letters and digits, with single
	 * dashes between them
	 * @param url the endpoint, {@code ws} or {@code wss}
	 * @return the client
	 * @throws IllegalArgumentException if the name is not allowed or is taken, or the URL
	 * is not a WebSocket URL
	 * @throws IllegalStateException if the application context is closed
	 * @see #add(String, HeartbeatClientSettings)
	 */
	default HeartbeatClient add(String name, URI url) {
		return add(name, url, UnaryOperator.identity());
	}

	/**
	 * Add a client while the application runs, with settings that are those of the
	 * application but for what the customizer changes.
	 * @param name the plain name: a letter, followed by letters and digits, with single
	 * dashes between them
	 * @param url the endpoint, {@code ws} or {@code wss}
	 * @param customizer given what the application has below {@code heartbeat.defaults},
	 * with this URL; returns the settings to use. Called once, by this thread
	 * @return the client
	 * @throws IllegalArgumentException if the name is not allowed or is taken, or the URL
	 * is not a WebSocket URL
	 * @throws IllegalStateException if the application context is closed
	 * @see #add(String, HeartbeatClientSettings)
	 */
	HeartbeatClient add(String name, URI url, UnaryOperator<HeartbeatClientSettings> customizer);

	/**
	 * Add a client while the application runs, with settings that have nothing to do with
	 * those of {@code heartbeat.defaults}. It is started if it is set to start with the
	 * application and the application has started. It is a client like any other, with
	 * events, health and meters, but no bean.
	 * @param name the plain name: a letter, followed by letters and digits, with single
	 * dashes between them
	 * @param settings the settings
	 * @return the client
	 * @throws IllegalArgumentException if the name is not allowed or is taken
	 * @throws IllegalStateException if the application context is closed
	 */
	HeartbeatClient add(String name, HeartbeatClientSettings settings);

	/**
	 * Remove a client, a configured one or another. It is closed as with
	 * {@link HeartbeatClient#close()} and can't be started again; its name is free at
	 * once. Returns without waiting for the network.
	 * @param name the plain name
	 * @throws IllegalArgumentException if there is no such client; its message lists the
	 * known names
	 */
	void remove(String name);

	/**
	 * Return the names of all clients.
	 * @return the plain names, in the order of definition; a snapshot
	 */
	Set<String> getNames();

	/**
	 * Return the clients as a stream.
	 * @return the clients, in the order of definition
	 */
	default Stream<HeartbeatClient> stream() {
		return StreamSupport.stream(spliterator(), false);
	}

}
