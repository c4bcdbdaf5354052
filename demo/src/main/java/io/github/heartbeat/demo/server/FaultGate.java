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
import java.time.Duration;
import java.util.function.Supplier;

import io.github.heartbeat.test.FaultProxy;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * The network between one client and the server: the {@link FaultProxy} of the test kit,
 * and the fault that lasts there.
 */
class FaultGate implements AutoCloseable {

	private static final Duration SLOW_HANDSHAKE = Duration.ofSeconds(5);

	private final String client;

	private final FaultProxy proxy;

	private volatile Fault fault = Fault.NONE;

	private boolean open;

	/**
	 * Create a new gate, which lets nobody through before it is opened.
	 * @param client the name of the client
	 * @param target gives the address of the server
	 */
	FaultGate(String client, Supplier<InetSocketAddress> target) {
		this.client = client;
		this.proxy = FaultProxy.to(target);
		this.proxy.refuse();
	}

	String getClient() {
		return this.client;
	}

	int getPort() {
		return this.proxy.port();
	}

	/**
	 * Return the lasting fault.
	 * @return the fault or {@link Fault#NONE}
	 */
	Fault getFault() {
		return this.fault;
	}

	int getConnections() {
		return this.proxy.connections();
	}

	/**
	 * Return whether a connection that the server sees comes through this gate.
	 * @param remoteAddress the remote address, as the server sees it
	 * @return whether it is one of this gate
	 */
	boolean carries(@Nullable InetSocketAddress remoteAddress) {
		return remoteAddress != null && this.proxy.carries(remoteAddress.getPort());
	}

	/**
	 * Let connections through.
	 */
	synchronized void open() {
		this.open = true;
		set(this.fault);
	}

	/**
	 * Set the lasting fault.
	 * @param fault the fault, or {@link Fault#NONE}
	 */
	synchronized void set(Fault fault) {
		this.fault = fault;
		if (!this.open) {
			return;
		}
		if (fault == Fault.REFUSE || fault == Fault.RESTART) {
			this.proxy.refuse();
			this.proxy.thaw();
			return;
		}
		this.proxy.heal();
		switch (fault) {
			case FREEZE -> this.proxy.freeze();
			case REFUSE_401 -> this.proxy.refuseWith(HttpStatus.UNAUTHORIZED.value());
			case REFUSE_503 -> this.proxy.refuseWith(HttpStatus.SERVICE_UNAVAILABLE.value());
			case SLOW_HANDSHAKE -> this.proxy.delayConnections(SLOW_HANDSHAKE);
			default -> {
				// Nothing else lasts in the network
			}
		}
	}

	/**
	 * End one lasting fault, if it still holds.
	 * @param fault the fault
	 * @return whether it still held
	 */
	synchronized boolean end(Fault fault) {
		if (this.fault != fault) {
			return false;
		}
		set(Fault.NONE);
		return true;
	}

	/**
	 * Reset all connections.
	 * @return how many there were
	 */
	int cut() {
		int present = this.proxy.connections();
		this.proxy.reset();
		return present;
	}

	/**
	 * Keep the connections there are and pass nothing on. New ones are not affected.
	 * @return how many there are
	 */
	int silence() {
		int present = this.proxy.connections();
		this.proxy.silence();
		return present;
	}

	@Override
	public synchronized void close() {
		this.open = false;
		this.proxy.close();
	}

}
