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

package io.github.heartbeat.benchmarks.scale;

import java.io.IOException;

import io.github.heartbeat.benchmarks.peer.HeartbeatPeer;
import io.github.heartbeat.benchmarks.peer.MessageSink;
import io.github.heartbeat.benchmarks.server.ServerProcess;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * How long an application takes to start: without Heartbeat, with one client whose server
 * is down, or with one whose server never answers.
 */
final class StartupProbe implements Probe {

	@Override
	public Parameters run(Parameters parameters) throws Exception {
		String mode = parameters.get("mode");
		if (!mode.equals("frozen")) {
			return measure(mode, "ws://127.0.0.1:9");
		}
		try (ServerProcess server = ServerProcess.start()) {
			server.freeze();
			return measure(mode, server.uri("/quiet").toString());
		}
	}

	private Parameters measure(String mode, String url) throws IOException {
		HeartbeatPeer peer = new HeartbeatPeer(MessageSink.IGNORE).property("heartbeat.enabled", !mode.equals("off"));
		if (!mode.equals("off")) {
			peer.property("heartbeat.client.prices.url", url);
		}
		long began = System.nanoTime();
		ConfigurableApplicationContext context = peer.run();
		double millis = (System.nanoTime() - began) / 1e6;
		context.close();
		return new Parameters().with("millis", millis);
	}

}
