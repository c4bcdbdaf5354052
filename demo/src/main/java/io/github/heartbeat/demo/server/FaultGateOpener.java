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

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Opens the {@link FaultGates} as soon as the web server has its port.
 */
@Component
class FaultGateOpener {

	/** Not {@code getLoopbackAddress()}, which may be {@code ::1}. */
	private static final String LOOPBACK = "127.0.0.1";

	private final FaultGates gates;

	private final @Nullable InetAddress address;

	FaultGateOpener(FaultGates gates, ServerProperties properties) {
		this.gates = gates;
		this.address = properties.getAddress();
	}

	@EventListener
	void onWebServerInitialized(WebServerInitializedEvent event) {
		boolean management = event.getApplicationContext().getServerNamespace() != null;
		if (!management) {
			String server = (this.address != null && !this.address.isAnyLocalAddress()) ? this.address.getHostAddress()
					: LOOPBACK;
			this.gates.open(new InetSocketAddress(server, event.getWebServer().getPort()));
		}
	}

}
