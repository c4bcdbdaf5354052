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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Carries the bytes of one direction of a link. Reads and writes on separate threads, so
 * that a delay is latency and does not add up from chunk to chunk.
 */
final class ProxyPump {

	private static final int CHUNK_SIZE = 8 * 1024;

	private static final int MAX_CHUNKS = 64;

	private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(MAX_CHUNKS);

	private final Link link;

	private final ProxyFaults faults;

	private final Socket from;

	private final Socket to;

	private final boolean downstream;

	ProxyPump(Link link, ProxyFaults faults, Socket from, Socket to, boolean downstream) {
		this.link = link;
		this.faults = faults;
		this.from = from;
		this.to = to;
		this.downstream = downstream;
	}

	void read() {
		byte[] buffer = new byte[CHUNK_SIZE];
		try {
			InputStream in = this.from.getInputStream();
			while (true) {
				this.link.awaitThaw();
				int length = in.read(buffer);
				if (this.link.isBlackholed()) {
					if (length == -1) {
						this.link.closeEnd(this.from);
						return;
					}
				}
				else if (length == -1) {
					this.chunks.put(Chunk.end(this.faults.delay()));
					return;
				}
				else {
					this.chunks.put(Chunk.of(Arrays.copyOf(buffer, length), this.faults.delay()));
				}
			}
		}
		catch (IOException ex) {
			failed(this.from);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void write() {
		try {
			OutputStream out = this.to.getOutputStream();
			while (true) {
				Chunk chunk = this.chunks.take();
				if (!this.link.pauseUntil(chunk.dueNanos())) {
					return;
				}
				this.link.awaitThaw();
				if (this.link.isBlackholed()) {
					continue;
				}
				if (chunk.isEnd()) {
					this.to.shutdownOutput();
					this.link.directionEnded();
					return;
				}
				if (!forward(chunk.bytes(), out)) {
					return;
				}
			}
		}
		catch (IOException ex) {
			failed(this.to);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean forward(byte[] bytes, OutputStream out) throws IOException {
		int offset = 0;
		while (offset < bytes.length) {
			ProxyFaults.Trickle trickle = this.faults.trickle();
			int length = Math.min(bytes.length - offset, trickle.bytesPerChunk());
			long limit = (this.downstream) ? this.faults.takeDownstream(length) : Long.MAX_VALUE;
			if (limit <= length) {
				out.write(bytes, offset, (int) limit);
				this.link.reset();
				return false;
			}
			out.write(bytes, offset, length);
			offset += length;
			if (!this.link.pauseUntil(System.nanoTime() + trickle.pause().toNanos())) {
				return false;
			}
			this.link.awaitThaw();
			if (this.link.isBlackholed()) {
				return true;
			}
		}
		return true;
	}

	private void failed(Socket end) {
		if (this.link.isBlackholed()) {
			this.link.closeEnd(end);
		}
		else {
			this.link.reset();
		}
	}

	/**
	 * Wake the writer, and a reader that waits for room, after the link has ended.
	 */
	void wakeUp() {
		this.chunks.clear();
		this.chunks.offer(Chunk.end(Duration.ZERO));
	}

	/**
	 * The connection that a pump is part of.
	 */
	interface Link {

		boolean isBlackholed();

		void awaitThaw() throws IOException;

		/**
		 * Wait until a moment or until the link has ended.
		 * @param nanoTime the moment
		 * @return whether the link is still open
		 * @throws IOException if interrupted while waiting
		 */
		boolean pauseUntil(long nanoTime) throws IOException;

		void directionEnded();

		/**
		 * Close one end only, as the other end of a dead network does not learn of it.
		 * @param end the end that has gone
		 */
		void closeEnd(Socket end);

		void reset();

	}

	@SuppressWarnings("ArrayRecordComponent")
	private record Chunk(byte[] bytes, long dueNanos) {

		static Chunk of(byte[] bytes, Duration delay) {
			return new Chunk(bytes, System.nanoTime() + delay.toNanos());
		}

		static Chunk end(Duration delay) {
			return of(new byte[0], delay);
		}

		boolean isEnd() {
			return this.bytes.length == 0;
		}

	}

}
