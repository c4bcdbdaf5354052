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

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A TCP proxy on 127.0.0.1 that stands for the network between a client and a server, and
 * fails on request. Knows nothing of TLS or WebSocket. All methods may be called from any
 * thread, return at once and hold for both directions unless they say otherwise.
 */
public final class FaultProxy implements AutoCloseable {

	private static final Duration STOP_TIMEOUT = Duration.ofMillis(450);

	private final FixtureThreads threads = new FixtureThreads("heartbeat-fault-proxy");

	private final LoopbackListener listener = new LoopbackListener(this.threads, this::link);

	private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();

	private final AtomicInteger sequence = new AtomicInteger();

	private final ProxyFaults faults = new ProxyFaults();

	private final Object monitor = new Object();

	private final Supplier<InetSocketAddress> target;

	private boolean frozen;

	private boolean blackholed;

	private boolean closed;

	private FaultProxy(Supplier<InetSocketAddress> target) {
		this.target = target;
	}

	/**
	 * Start a proxy on a free port.
	 * @param targetPort the port on 127.0.0.1 to forward to; nobody needs to listen yet
	 * @return the running proxy
	 * @throws java.io.UncheckedIOException if no port can be bound
	 */
	public static FaultProxy to(int targetPort) {
		return to(() -> LoopbackListener.address(targetPort));
	}

	/**
	 * Start a proxy on a free port, whose target may be known later only.
	 * @param target gives the address to forward to; called for each connection, on a
	 * thread of it, and a connection is reset for which it throws
	 * @return the running proxy
	 * @throws java.io.UncheckedIOException if no port can be bound
	 */
	public static FaultProxy to(Supplier<InetSocketAddress> target) {
		FaultProxy proxy = new FaultProxy(Objects.requireNonNull(target, "'target' must not be null"));
		proxy.accept();
		return proxy;
	}

	/**
	 * Return the port to connect to instead of the target's. It stays the same.
	 * @return the port
	 */
	public int port() {
		return this.listener.port();
	}

	/**
	 * Return the address of a WebSocket server behind this proxy.
	 * @param path the path, with a leading slash, and the query if any
	 * @return the {@code ws://} URL
	 */
	public String url(String path) {
		return "ws://127.0.0.1:" + port() + path;
	}

	/**
	 * Stop reading and writing and keep the connections, so that TCP pushes back on the
	 * senders. Following connections are accepted, and not forwarded either. Does not
	 * notice when an end is closed.
	 */
	public void freeze() {
		synchronized (this.monitor) {
			this.frozen = true;
			this.links.forEach(ProxyLink::freeze);
		}
	}

	/**
	 * Undo {@link #freeze()}: everything sent meanwhile arrives.
	 */
	public void thaw() {
		synchronized (this.monitor) {
			this.frozen = false;
			this.links.forEach(ProxyLink::thaw);
		}
	}

	/**
	 * Go on reading and throw everything away, also the end of a stream: both ends
	 * believe to be connected. There is no way back for these connections, since their
	 * streams have a hole; {@link #heal()} holds for new ones.
	 */
	public void blackhole() {
		synchronized (this.monitor) {
			this.blackholed = true;
			this.links.forEach(ProxyLink::blackhole);
		}
	}

	/**
	 * Throw away what the connections there are carry from now on, as
	 * {@link #blackhole()} does; following ones work.
	 */
	public void silence() {
		this.links.forEach(ProxyLink::blackhole);
	}

	/**
	 * Close all connections now, on both ends, with a FIN.
	 */
	public void cut() {
		this.links.forEach(ProxyLink::cut);
	}

	/**
	 * Reset all connections now, on both ends, with a RST.
	 */
	public void reset() {
		this.links.forEach(ProxyLink::reset);
	}

	/**
	 * Set the latency of bytes read from now on. Connecting is not delayed, and neither
	 * is a RST.
	 * @param delay the time between reading and forwarding, zero for none
	 */
	public void delay(Duration delay) {
		this.faults.delay(delay);
	}

	/**
	 * Let following connections wait before anything of them is forwarded, as a server
	 * does whose queue is long.
	 * @param delay the time between the begin of a connection and its first byte; zero
	 * for none, also for those that wait
	 */
	public void delayConnections(Duration delay) {
		this.faults.connectionDelay(delay);
		if (delay.isZero()) {
			this.links.forEach(ProxyLink::endDelay);
		}
	}

	/**
	 * Answer the HTTP requests of following connections in place of the target, as a
	 * gateway does whose server is down.
	 * @param status the HTTP status, for example 503
	 * @throws IllegalArgumentException if the status is less than 200 or more than 599
	 */
	public void refuseWith(int status) {
		if (status < 200 || status > 599) {
			throw new IllegalArgumentException("status must be from 200 to 599");
		}
		this.faults.refusal(HandshakeResponse.refuseWith(status));
	}

	/**
	 * Forward in small pieces.
	 * @param bytesPerChunk the bytes in each piece, 1 or more
	 * @param pause the time after each piece
	 * @throws IllegalArgumentException if {@code bytesPerChunk} is less than 1
	 */
	public void trickle(int bytesPerChunk, Duration pause) {
		if (bytesPerChunk < 1) {
			throw new IllegalArgumentException("bytesPerChunk must be 1 or more");
		}
		this.faults.trickle(new ProxyFaults.Trickle(bytesPerChunk, pause));
	}

	/**
	 * Let so many more bytes pass from the target to clients, then reset the connection
	 * that carried the last of them. Happens once; the bytes of all connections count.
	 * @param bytes the number of bytes, 0 or more
	 * @throws IllegalArgumentException if {@code bytes} is negative
	 */
	public void cutAfter(long bytes) {
		if (bytes < 0) {
			throw new IllegalArgumentException("bytes must not be negative");
		}
		this.faults.limitDownstream(bytes);
	}

	/**
	 * Close the port, so that connecting is refused. Connections stay.
	 */
	public void refuse() {
		this.listener.refuse();
	}

	/**
	 * Undo {@link #refuse()}, on the same port.
	 * @throws java.io.UncheckedIOException if someone else took the port meanwhile
	 */
	public void accept() {
		this.listener.listen();
	}

	/**
	 * Undo all faults, as far as possible: {@link #thaw()}, {@link #accept()}, no delay,
	 * trickle, answer and cut, and no black hole for new connections.
	 * @throws java.io.UncheckedIOException if someone else took the port meanwhile
	 */
	public void heal() {
		this.faults.clear();
		this.links.forEach(ProxyLink::endDelay);
		synchronized (this.monitor) {
			this.blackholed = false;
		}
		thaw();
		accept();
	}

	/**
	 * Return how many clients are connected now, as far as the proxy has noticed.
	 * @return the number of connections
	 */
	public int connections() {
		return (int) this.links.stream().filter(ProxyLink::isClientOpen).count();
	}

	/**
	 * Return whether a connection that the target sees comes through this proxy.
	 * @param port the remote port, as the target sees it
	 * @return whether it is one of this proxy
	 */
	public boolean carries(int port) {
		return this.links.stream().anyMatch((link) -> link.isTargetSide(port));
	}

	/**
	 * Close the port and cut all connections. Takes less than a second.
	 */
	@Override
	public void close() {
		synchronized (this.monitor) {
			this.closed = true;
		}
		this.listener.close();
		cut();
		this.threads.stop(STOP_TIMEOUT);
	}

	private void link(Socket client) {
		ProxyLink link = new ProxyLink(client, this.faults);
		synchronized (this.monitor) {
			if (this.closed) {
				link.reset();
				return;
			}
			if (this.frozen) {
				link.freeze();
			}
			if (this.blackholed) {
				link.blackhole();
			}
			this.links.add(link);
		}
		String name = port() + "-link-" + this.sequence.incrementAndGet();
		this.threads.start(name, () -> {
			try {
				link.run(this.target, this.threads, name);
			}
			finally {
				this.links.remove(link);
			}
		});
	}

}
