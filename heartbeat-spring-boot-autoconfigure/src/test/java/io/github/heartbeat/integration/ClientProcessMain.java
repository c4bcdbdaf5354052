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

package io.github.heartbeat.integration;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;

import io.github.heartbeat.HeartbeatClientSettings;
import io.github.heartbeat.HeartbeatClientSettings.PingMode;
import io.github.heartbeat.engine.HeartbeatEngine;
import io.github.heartbeat.event.HeartbeatEvent;
import io.github.heartbeat.event.HeartbeatMessageEvent;

/**
 * Clients in a process of their own, one for each mode of the heartbeat.
 */
public final class ClientProcessMain {

	private ClientProcessMain() {
	}

	/**
	 * Run clients and print their events, until standard input ends: no orphan outlives a
	 * killed test.
	 * @param args the URL, to which each client adds the name of its mode, and interval
	 * and timeout of the heartbeat in milliseconds
	 * @throws Exception if standard input can't be read
	 */
	public static void main(String[] args) throws Exception {
		HeartbeatEngine.Builder builder = HeartbeatEngine.builder((event) -> print((HeartbeatEvent) event),
				TestTransport::create);
		for (PingMode mode : PingMode.values()) {
			if (mode != PingMode.OFF) {
				HeartbeatClientSettings settings = HeartbeatClientSettings.of(URI.create(args[0] + mode));
				builder.client(mode.name().toLowerCase(Locale.ROOT),
						settings.withPing(settings.ping()
							.withMode(mode)
							.withInterval(Duration.ofMillis(Long.parseLong(args[1])))
							.withTimeout(Duration.ofMillis(Long.parseLong(args[2])))));
			}
		}
		HeartbeatEngine engine = builder.build();
		engine.start();
		while (System.in.read() != -1) {
			continue;
		}
		engine.destroy();
	}

	private static void print(HeartbeatEvent event) {
		if (!(event instanceof HeartbeatMessageEvent)) {
			System.out.println(event);
		}
	}

}
