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
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A loopback port that either listens or refuses. While it refuses, it stays bound:
 * nobody else can take it, and no client can connect to itself by chance.
 */
class GatePort implements Closeable {

	private static final int BACKLOG = 50;

	private static final Duration BIND_LIMIT = Duration.ofSeconds(2);

	private static final Duration BIND_PAUSE = Duration.ofMillis(10);

	private final String name;

	private final Consumer<Socket> acceptor;

	private final InetSocketAddress address;

	private @Nullable Socket reservation;

	private @Nullable ServerSocket listening;

	private @Nullable Thread thread;

	GatePort(String name, Consumer<Socket> acceptor) {
		this.name = name;
		this.acceptor = acceptor;
		try {
			Socket socket = reserve(new InetSocketAddress(loopback(), 0));
			this.reservation = socket;
			this.address = (InetSocketAddress) socket.getLocalSocketAddress();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to bind a loopback port", ex);
		}
	}

	int getNumber() {
		return this.address.getPort();
	}

	/**
	 * Accept connections, each on the same thread.
	 */
	synchronized void listen() {
		if (this.listening != null) {
			return;
		}
		try {
			ServerSocket socket = new ServerSocket();
			socket.setReuseAddress(true);
			socket.bind(this.address, BACKLOG);
			this.listening = socket;
			this.thread = new Thread(() -> accept(socket), this.name);
			this.thread.setDaemon(true);
			this.thread.start();
			closeReservation();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to listen on " + this.address, ex);
		}
	}

	private void accept(ServerSocket socket) {
		try {
			while (true) {
				this.acceptor.accept(socket.accept());
			}
		}
		catch (IOException ex) {
			// Closed: nothing is left to accept
		}
	}

	/**
	 * Refuse connections. None is accepted after this method has returned.
	 */
	synchronized void refuse() {
		if (this.listening == null) {
			return;
		}
		try {
			stopListening();
			this.reservation = reserve(this.address);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to refuse on " + this.address, ex);
		}
	}

	@Override
	public synchronized void close() throws IOException {
		stopListening();
		closeReservation();
	}

	private void stopListening() throws IOException {
		ServerSocket socket = this.listening;
		Thread acceptThread = this.thread;
		this.listening = null;
		this.thread = null;
		if (socket != null) {
			socket.close();
		}
		if (acceptThread != null) {
			// The kernel goes on listening until the thread has left its system call
			join(acceptThread);
		}
	}

	private void closeReservation() throws IOException {
		if (this.reservation != null) {
			this.reservation.close();
			this.reservation = null;
		}
	}

	private static Socket reserve(InetSocketAddress address) throws IOException {
		long deadline = System.nanoTime() + BIND_LIMIT.toNanos();
		while (true) {
			Socket socket = new Socket();
			try {
				socket.setReuseAddress(true);
				socket.bind(address);
				return socket;
			}
			catch (IOException ex) {
				socket.close();
				if (!(ex instanceof BindException) || System.nanoTime() > deadline) {
					throw ex;
				}
				LockSupport.parkNanos(BIND_PAUSE.toNanos());
			}
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join(BIND_LIMIT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static InetAddress loopback() throws IOException {
		// Not getLoopbackAddress(), which may be ::1
		return InetAddress.getByAddress("localhost", new byte[] { 127, 0, 0, 1 });
	}

}
