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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.http.HttpStatus;

/**
 * One connection through a {@link FaultGate}: the client's socket and the one to the
 * server.
 */
class GateLink {

	private static final int BUFFER_SIZE = 8 * 1024;

	private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

	/** How long a silent connection is kept, as the NAT gateways of this world do. */
	private static final Duration HOLD_LIMIT = Duration.ofMinutes(5);

	private final String name;

	private final Socket client;

	private final Socket server = new Socket();

	private final Hold hold = new Hold();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final AtomicInteger openDirections = new AtomicInteger(2);

	GateLink(String name, Socket client) {
		this.name = name;
		this.client = client;
	}

	/**
	 * Carry bytes until both sides have closed.
	 * @param target the server
	 * @param delay the time before anything is carried, cut short by {@link #release()}
	 * @throws IOException if the server can't be reached
	 * @throws InterruptedException if interrupted while waiting
	 */
	void relay(InetSocketAddress target, Duration delay) throws IOException, InterruptedException {
		if (!delay.isZero()) {
			hold();
			this.hold.await(delay);
			release();
		}
		this.client.setTcpNoDelay(true);
		this.server.setTcpNoDelay(true);
		this.server.connect(target);
		start("-down", () -> carry(this.server, this.client));
		carry(this.client, this.server);
		this.closed.await();
	}

	/**
	 * Answer the request of an opening handshake in place of the server, as a gateway
	 * does.
	 * @param status the HTTP status of the answer
	 * @throws IOException if the client can't be read from or written to
	 */
	void reject(HttpStatus status) throws IOException {
		this.client.setSoTimeout((int) REQUEST_LIMIT.toMillis());
		InputStream in = this.client.getInputStream();
		StringBuilder request = new StringBuilder();
		while (request.indexOf("\r\n\r\n") == -1 && request.length() < BUFFER_SIZE) {
			int next = in.read();
			if (next == -1) {
				return;
			}
			request.append((char) next);
		}
		String answer = "HTTP/1.1 " + status.value() + " " + status.getReasonPhrase()
				+ "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
		this.client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Return whether this link ends at the given port on the side of the server.
	 * @param port the remote port that the server sees
	 * @return whether it is the port of this link
	 */
	boolean isServerSide(int port) {
		return this.server.isConnected() && this.server.getLocalPort() == port;
	}

	void hold() {
		this.hold.hold();
	}

	void release() {
		this.hold.release();
	}

	private void carry(Socket from, Socket to) {
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[BUFFER_SIZE];
			int length = in.read(buffer);
			while (length != -1) {
				awaitRelease();
				out.write(buffer, 0, length);
				awaitRelease();
				length = in.read(buffer);
			}
			awaitRelease();
			to.shutdownOutput();
			if (this.openDirections.decrementAndGet() == 0) {
				close();
			}
		}
		catch (IOException ex) {
			reset();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			reset();
		}
	}

	private void awaitRelease() throws IOException, InterruptedException {
		if (!this.hold.await(HOLD_LIMIT)) {
			throw new IOException("Silent for too long");
		}
	}

	void start(String suffix, Runnable runnable) {
		Thread thread = new Thread(runnable, this.name + suffix);
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * End both connections with a RST.
	 */
	void reset() {
		linger(this.client);
		linger(this.server);
		close();
	}

	void close() {
		this.closed.countDown();
		this.hold.release();
		close(this.client);
		close(this.server);
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
