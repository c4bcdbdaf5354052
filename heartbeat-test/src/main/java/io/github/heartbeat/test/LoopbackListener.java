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
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Accepts TCP connections on a port of 127.0.0.1 that stays the same when it listens
 * again. While it refuses, the port stays bound where the system allows it: nobody else
 * can take it, and no client can connect to itself by chance.
 */
final class LoopbackListener {

	private static final int BACKLOG = 1024;

	/**
	 * A fixed size switches the kernel's auto-tuning off: a peer that is not read feels
	 * it after kilobytes, not after megabytes.
	 */
	static final int RECEIVE_BUFFER = 64 * 1024;

	private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

	private static final Duration BIND_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration BIND_PAUSE = Duration.ofMillis(20);

	private final FixtureThreads threads;

	private final Consumer<Socket> acceptor;

	private @Nullable ServerSocket serverSocket;

	private @Nullable Thread acceptThread;

	private @Nullable Socket reservation;

	private volatile int port;

	LoopbackListener(FixtureThreads threads, Consumer<Socket> acceptor) {
		this.threads = threads;
		this.acceptor = acceptor;
	}

	int port() {
		return this.port;
	}

	synchronized void listen() {
		if (this.serverSocket != null) {
			return;
		}
		try {
			ServerSocket bound = bind();
			this.serverSocket = bound;
			this.port = bound.getLocalPort();
			this.acceptThread = this.threads.start(this.port + "-accept", () -> accept(bound));
			release();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Unable to listen on port " + this.port, ex);
		}
	}

	private ServerSocket bind() throws IOException {
		long deadline = System.nanoTime() + BIND_TIMEOUT.toNanos();
		while (true) {
			ServerSocket unbound = new ServerSocket();
			try {
				unbound.setReuseAddress(true);
				unbound.setReceiveBufferSize(RECEIVE_BUFFER);
				unbound.bind(address(this.port), BACKLOG);
				return unbound;
			}
			catch (IOException ex) {
				unbound.close();
				if (!(ex instanceof BindException) || this.port == 0 || System.nanoTime() > deadline) {
					throw ex;
				}
				// Some systems allow no second socket on a port that is bound. And where
				// it is not, a client that tries again and again can hold it for a moment
				// itself, by a TCP self-connect
				release();
				LockSupport.parkNanos(BIND_PAUSE.toNanos());
			}
		}
	}

	private void accept(ServerSocket bound) {
		try {
			while (true) {
				this.acceptor.accept(bound.accept());
			}
		}
		catch (IOException ex) {
			// Closed: there is nothing left to accept
		}
	}

	/**
	 * Refuse connections. None is accepted after this method has returned.
	 */
	synchronized void refuse() {
		if (this.serverSocket == null) {
			return;
		}
		stopListening();
		Socket socket = new Socket();
		try {
			socket.setReuseAddress(true);
			socket.bind(address(this.port));
			this.reservation = socket;
		}
		catch (IOException ex) {
			// Connections are refused without it, too
			closeQuietly(socket);
		}
	}

	/**
	 * Refuse connections, and give the port back.
	 */
	synchronized void close() {
		stopListening();
		release();
	}

	private void release() {
		Socket socket = this.reservation;
		this.reservation = null;
		if (socket != null) {
			closeQuietly(socket);
		}
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// Nothing is left to be closed
		}
	}

	private void stopListening() {
		ServerSocket bound = this.serverSocket;
		Thread thread = this.acceptThread;
		this.serverSocket = null;
		this.acceptThread = null;
		if (bound == null || thread == null) {
			return;
		}
		try {
			bound.close();
			// The kernel goes on listening until the thread has left its system call
			thread.join(CLOSE_TIMEOUT.toMillis());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static InetSocketAddress address(int port) {
		try {
			// Not getLoopbackAddress(), which may be ::1
			return new InetSocketAddress(InetAddress.getByAddress("localhost", new byte[] { 127, 0, 0, 1 }), port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
