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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One connection through a proxy: the client's socket and the one to the target.
 */
final class ProxyLink implements ProxyPump.Link {

	private final Socket client;

	private final Socket target = new Socket();

	private final ProxyFaults faults;

	private final Gate gate = new Gate();

	private final CountDownLatch delayed = new CountDownLatch(1);

	private final CountDownLatch closed = new CountDownLatch(1);

	private final AtomicInteger directions = new AtomicInteger(2);

	private volatile List<ProxyPump> pumps = Collections.emptyList();

	private volatile boolean blackholed;

	ProxyLink(Socket client, ProxyFaults faults) {
		this.client = client;
		this.faults = faults;
	}

	/**
	 * Carry bytes until both ends are closed.
	 * @param address where to connect to
	 * @param threads where the pumps run
	 * @param name the name of the link's threads
	 */
	void run(Supplier<InetSocketAddress> address, FixtureThreads threads, String name) {
		try {
			awaitThaw();
			if (this.blackholed) {
				this.client.getInputStream().transferTo(OutputStream.nullOutputStream());
				close(this.client);
				return;
			}
			this.client.setTcpNoDelay(true);
			HandshakeResponse refusal = this.faults.refusal();
			if (refusal != null) {
				refuse(refusal);
				return;
			}
			this.delayed.await(this.faults.connectionDelay().toNanos(), TimeUnit.NANOSECONDS);
			this.target.setTcpNoDelay(true);
			this.target.setReceiveBufferSize(LoopbackListener.RECEIVE_BUFFER);
			this.target.connect(address.get());
			ProxyPump up = new ProxyPump(this, this.faults, this.client, this.target, false);
			ProxyPump down = new ProxyPump(this, this.faults, this.target, this.client, true);
			this.pumps = new ArrayList<>(List.of(up, down));
			threads.start(name + "-up-read", up::read);
			threads.start(name + "-up-write", up::write);
			threads.start(name + "-down-read", down::read);
			threads.start(name + "-down-write", down::write);
			this.closed.await();
		}
		catch (IOException | RuntimeException ex) {
			// Nobody listens at the target or knows it yet, or the client has gone
			reset();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			cut();
			// Here, since the pumps may have been made after the link was closed
			this.pumps.forEach(ProxyPump::wakeUp);
		}
	}

	private void refuse(HandshakeResponse refusal) throws IOException {
		HandshakeCodec.read(0, this.client.getInputStream());
		this.client.getOutputStream().write(refusal.encodeRefusal());
	}

	/**
	 * Go on at once if this connection is one that waits.
	 */
	void endDelay() {
		this.delayed.countDown();
	}

	/**
	 * Return whether this link ends at the given port on the side of the target.
	 * @param port the remote port that the target sees
	 * @return whether it is the port of this link
	 */
	boolean isTargetSide(int port) {
		return this.target.isConnected() && this.target.getLocalPort() == port;
	}

	boolean isClientOpen() {
		return !this.client.isClosed();
	}

	@Override
	public boolean isBlackholed() {
		return this.blackholed;
	}

	void blackhole() {
		this.blackholed = true;
	}

	void freeze() {
		this.gate.freeze();
	}

	void thaw() {
		this.gate.thaw();
	}

	@Override
	public void awaitThaw() throws IOException {
		this.gate.await();
	}

	@Override
	public boolean pauseUntil(long nanoTime) throws IOException {
		try {
			return !this.closed.await(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	@Override
	public void directionEnded() {
		if (this.directions.decrementAndGet() == 0) {
			cut();
		}
	}

	void cut() {
		this.closed.countDown();
		this.delayed.countDown();
		this.gate.release();
		close(this.client);
		close(this.target);
	}

	@Override
	public void reset() {
		linger(this.client);
		linger(this.target);
		cut();
	}

	@Override
	public void closeEnd(Socket end) {
		close(end);
		if (this.client.isClosed() && this.target.isClosed()) {
			cut();
		}
	}

	private static void linger(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// Closed already
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// Nothing is left to be closed
		}
	}

}
