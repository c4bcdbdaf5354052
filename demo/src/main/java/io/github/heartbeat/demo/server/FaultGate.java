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

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.http.HttpStatus;

/**
 * The network between one client and the server: a TCP relay on a loopback port of its
 * own, which fails on request. Knows nothing of WebSocket.
 */
class FaultGate implements Closeable {

	private static final Log logger = LogFactory.getLog(FaultGate.class);

	private static final Duration SLOW_HANDSHAKE = Duration.ofSeconds(5);

	/** As good as for ever, and yet no thread waits for ever. */
	private static final Duration FREEZE_LIMIT = Duration.ofHours(12);

	private final String client;

	private final GatePort port;

	private final Hold hold = new Hold();

	private final Set<GateLink> links = ConcurrentHashMap.newKeySet();

	private final AtomicInteger sequence = new AtomicInteger();

	private volatile Fault fault = Fault.NONE;

	private volatile @Nullable InetSocketAddress target;

	FaultGate(String client) {
		this.client = client;
		this.port = new GatePort("gate-" + client, this::accept);
	}

	String getClient() {
		return this.client;
	}

	int getPort() {
		return this.port.getNumber();
	}

	/**
	 * Return the lasting fault.
	 * @return the fault or {@link Fault#NONE}
	 */
	Fault getFault() {
		return this.fault;
	}

	int getConnections() {
		return this.links.size();
	}

	/**
	 * Return whether a connection that the server sees comes through this gate.
	 * @param remoteAddress the remote address, as the server sees it
	 * @return whether it is one of this gate
	 */
	boolean carries(@Nullable InetSocketAddress remoteAddress) {
		return remoteAddress != null
				&& this.links.stream().anyMatch((link) -> link.isServerSide(remoteAddress.getPort()));
	}

	/**
	 * Let connections through.
	 * @param target the server
	 */
	synchronized void open(InetSocketAddress target) {
		this.target = target;
		set(this.fault);
	}

	/**
	 * Set the lasting fault.
	 * @param fault the fault, or {@link Fault#NONE}
	 */
	synchronized void set(Fault fault) {
		this.fault = fault;
		if (fault == Fault.FREEZE) {
			this.hold.hold();
			this.links.forEach(GateLink::hold);
		}
		else {
			this.hold.release();
			this.links.forEach(GateLink::release);
		}
		if (fault == Fault.REFUSE || fault == Fault.RESTART) {
			this.port.refuse();
		}
		else if (this.target != null) {
			this.port.listen();
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
		List<GateLink> present = List.copyOf(this.links);
		present.forEach(GateLink::reset);
		return present.size();
	}

	/**
	 * Keep the connections there are and pass nothing on. New ones are not affected.
	 * @return how many there are
	 */
	int silence() {
		List<GateLink> present = List.copyOf(this.links);
		present.forEach(GateLink::hold);
		return present.size();
	}

	@Override
	public synchronized void close() throws IOException {
		this.hold.release();
		this.port.close();
		cut();
	}

	private void accept(Socket socket) {
		try {
			// As with a frozen process, the kernel has accepted and nobody answers
			this.hold.await(FREEZE_LIMIT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		GateLink link = new GateLink("gate-" + this.client + "-" + this.sequence.incrementAndGet(), socket);
		this.links.add(link);
		if (this.fault == Fault.FREEZE) {
			link.hold();
		}
		link.start("-up", () -> run(link));
	}

	private void run(GateLink link) {
		try {
			InetSocketAddress target = this.target;
			if (target == null) {
				throw new IOException("The server is not up yet");
			}
			switch (this.fault) {
				case REFUSE_401 -> link.reject(HttpStatus.UNAUTHORIZED);
				case REFUSE_503 -> link.reject(HttpStatus.SERVICE_UNAVAILABLE);
				case SLOW_HANDSHAKE -> link.relay(target, SLOW_HANDSHAKE);
				default -> link.relay(target, Duration.ZERO);
			}
		}
		catch (IOException ex) {
			logger.debug(LogMessage.format("A connection of '%s' has failed", this.client), ex);
			link.reset();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			link.close();
			this.links.remove(link);
		}
	}

}
