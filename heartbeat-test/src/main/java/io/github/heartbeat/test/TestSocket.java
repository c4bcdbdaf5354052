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

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * One accepted TCP connection that can play dead. {@link #cut()}, {@link #reset()} and
 * {@link #freeze()} never wait for a blocked read or write.
 */
final class TestSocket implements Wire {

	private final Socket raw;

	private final FixtureThreads threads;

	private final Gate gate = new Gate();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final ReentrantLock writeLock = new ReentrantLock();

	private final Deque<byte[]> outgoing = new ArrayDeque<>();

	private volatile Socket socket;

	TestSocket(Socket raw, FixtureThreads threads) {
		this.raw = raw;
		this.threads = threads;
		this.socket = raw;
	}

	void secure(SSLContext sslContext, boolean needClientAuth) throws IOException {
		this.gate.await();
		SSLSocket secured = (SSLSocket) sslContext.getSocketFactory()
			.createSocket(this.raw, this.raw.getInetAddress().getHostAddress(), this.raw.getPort(), true);
		secured.setUseClientMode(false);
		secured.setNeedClientAuth(needClientAuth);
		this.socket = secured;
		secured.startHandshake();
	}

	InputStream input() throws IOException {
		this.raw.setTcpNoDelay(true);
		return new BufferedInputStream(new GatedInputStream(this.socket.getInputStream(), this.gate));
	}

	@Override
	public boolean write(byte[] bytes) {
		return write(bytes, () -> {
		});
	}

	/**
	 * Write the bytes, and do something that is over when the client sees them, without
	 * letting others write before them.
	 * @param bytes the bytes to write
	 * @param before what to do first
	 * @return whether the bytes were written or kept
	 */
	boolean write(byte[] bytes, Runnable before) {
		this.writeLock.lock();
		try {
			before.run();
			this.outgoing.add(bytes);
			return flush();
		}
		finally {
			this.writeLock.unlock();
		}
	}

	private boolean flush() {
		try {
			while (!isClosed() && !this.gate.isFrozen()) {
				byte @Nullable [] bytes = this.outgoing.poll();
				if (bytes == null) {
					return true;
				}
				this.socket.getOutputStream().write(bytes);
			}
			return !isClosed();
		}
		catch (IOException ex) {
			cut();
			return false;
		}
	}

	@Override
	public void freeze() {
		this.gate.freeze();
	}

	@Override
	public void thaw() {
		this.gate.thaw();
		this.writeLock.lock();
		try {
			flush();
		}
		finally {
			this.writeLock.unlock();
		}
	}

	void awaitThaw() throws IOException {
		this.gate.await();
	}

	/**
	 * Wait until the socket is closed from this side.
	 * @param timeout how long to wait
	 * @return whether the socket is still open
	 */
	boolean pause(Duration timeout) {
		try {
			return !this.closed.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	void awaitClosed() throws InterruptedException {
		this.closed.await();
	}

	@Override
	public boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public void later(Duration delay, Runnable action) {
		this.threads.start("later", () -> {
			if (pause(delay)) {
				action.run();
			}
		});
	}

	@Override
	public void shut() {
		try {
			awaitThaw();
			// TLS says goodbye first
			this.socket.close();
		}
		catch (IOException ex) {
			// The peer was faster: there is nobody to say goodbye to
		}
		cut();
	}

	@Override
	public void cut() {
		this.closed.countDown();
		this.gate.release();
		try {
			// The raw socket: closing the TLS one could wait for a blocked write
			this.raw.close();
		}
		catch (IOException ex) {
			// Nothing is left to be closed
		}
	}

	@Override
	public void reset() {
		try {
			this.raw.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// Closed already
		}
		cut();
	}

	/**
	 * Does not ask for more bytes while the gate is closed, so that TCP pushes back on
	 * the peer.
	 */
	private static final class GatedInputStream extends FilterInputStream {

		private final Gate gate;

		GatedInputStream(InputStream in, Gate gate) {
			super(in);
			this.gate = gate;
		}

		@Override
		public int read() throws IOException {
			this.gate.await();
			return super.read();
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			this.gate.await();
			return super.read(bytes, offset, length);
		}

	}

}
