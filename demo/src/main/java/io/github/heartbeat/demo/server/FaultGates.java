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

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The {@link FaultGate gates} by name of client. A gate comes into being when its port is
 * asked for, before the server is up, and lets nobody through until then.
 */
class FaultGates implements LastingFaults, AutoCloseable {

	private final Map<String, FaultGate> gates = new ConcurrentSkipListMap<>();

	private volatile @Nullable InetSocketAddress target;

	synchronized int getPort(String client) {
		FaultGate gate = this.gates.get(client);
		if (gate == null) {
			gate = new FaultGate(client, this::target);
			this.gates.put(client, gate);
			if (this.target != null) {
				gate.open();
			}
		}
		return gate.getPort();
	}

	synchronized void open(InetSocketAddress target) {
		this.target = target;
		this.gates.values().forEach(FaultGate::open);
	}

	private InetSocketAddress target() {
		InetSocketAddress target = this.target;
		Assert.state(target != null, "The server is not up yet");
		return target;
	}

	Optional<FaultGate> find(String client) {
		return Optional.ofNullable(this.gates.get(client));
	}

	List<FaultGate> all() {
		return List.copyOf(this.gates.values());
	}

	@Override
	public @Nullable String getLastingFault(String client) {
		FaultGate gate = this.gates.get(client);
		return (gate != null) ? gate.getFault().getName() : null;
	}

	@Override
	public synchronized void close() {
		this.gates.values().forEach(FaultGate::close);
	}

}
