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

import java.io.IOException;
import java.io.OutputStream;

/**
 * Runs a {@link HeartbeatTestServer} with the {@link SeedScript} until its standard input
 * ends: the program of a {@link StoppableServerProcess}. Prints {@code port=} and the
 * port.
 */
public final class SeedServerMain {

	static final String PORT_PREFIX = "port=";

	private SeedServerMain() {
	}

	/**
	 * Run the server.
	 * @param args not used
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		try (HeartbeatTestServer server = HeartbeatTestServer.start().onText(new SeedScript())) {
			System.out.println(PORT_PREFIX + server.port());
			// Standard input ends with the parent: no orphan outlives a killed test
			System.in.transferTo(OutputStream.nullOutputStream());
		}
	}

}
