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

package io.github.heartbeat.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server for measurements: one thread, any number of connections, no more of
 * RFC 6455 than clients under test need. It echoes messages and answers pings; on command
 * it floods the connections whose path begins with {@code /flood}.
 */
final class WebSocketServer {

	private final Selector selector;

	private final ServerSocketChannel listener;

	private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);

	private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();

	private final long began = System.nanoTime();

	/** Connections accepted, by second since the server began. */
	private final Map<Long, Integer> accepted = new TreeMap<>();

	/** Nanoseconds from a frame to the ping that follows it. */
	private LongStream.Builder gaps = LongStream.builder();

	private @Nullable ByteBuffer frames;

	/** Bytes of each write of a flood, 0 for as many as there are. */
	private int writeLength;

	private int connections;

	private long received;

	private boolean running = true;

	WebSocketServer(int port) throws IOException {
		this.selector = Selector.open();
		this.listener = ServerSocketChannel.open();
		this.listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
		this.listener.configureBlocking(false);
		this.listener.register(this.selector, SelectionKey.OP_ACCEPT);
	}

	int port() throws IOException {
		return ((InetSocketAddress) this.listener.getLocalAddress()).getPort();
	}

	void run() throws IOException {
		while (this.running) {
			this.selector.select(this::selected);
			Runnable command = this.commands.poll();
			while (command != null) {
				command.run();
				command = this.commands.poll();
			}
		}
		this.selector.close();
		this.listener.close();
	}

	private void selected(SelectionKey key) {
		if (!(key.attachment() instanceof ServerConnection connection)) {
			accept();
			return;
		}
		try {
			if (key.isReadable()) {
				connection.readable(this.buffer);
			}
			if (key.isValid() && key.isWritable()) {
				connection.writable();
			}
		}
		catch (IOException ex) {
			connection.close();
		}
	}

	private void accept() {
		try {
			SocketChannel channel = this.listener.accept();
			while (channel != null) {
				channel.configureBlocking(false);
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				SelectionKey key = channel.register(this.selector, SelectionKey.OP_READ);
				key.attach(new ServerConnection(this, channel, key));
				this.accepted.merge((System.nanoTime() - this.began) / 1_000_000_000L, 1, Integer::sum);
				channel = this.listener.accept();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("A connection can't be accepted", ex);
		}
	}

	void upgraded() {
		this.connections++;
	}

	void closed(boolean upgraded) {
		this.connections -= upgraded ? 1 : 0;
	}

	void counted() {
		this.received++;
	}

	void pinged(long gap) {
		this.gaps.add(gap);
	}

	@Nullable ByteBuffer flood() {
		return (this.frames != null) ? this.frames.duplicate() : null;
	}

	/**
	 * Have a command carried out by the thread of the server.
	 * @param command the command
	 */
	void submit(Runnable command) {
		this.commands.add(command);
		this.selector.wakeup();
	}

	int writeLength() {
		return this.writeLength;
	}

	void beginFlood(int payload, boolean eachFrame) {
		this.writeLength = eachFrame ? Frames.headerLength(payload) + payload : 0;
		this.frames = Frames.flood(payload);
		for (SelectionKey key : this.selector.keys()) {
			if (key.isValid() && key.attachment() instanceof ServerConnection connection) {
				connection.beginFlood();
			}
		}
	}

	void endFlood() {
		this.frames = null;
	}

	void stop() {
		this.running = false;
	}

	String connections() {
		return String.valueOf(this.connections);
	}

	String received() {
		return String.valueOf(this.received);
	}

	/**
	 * Return the connections accepted in each second since the server began.
	 * @return {@code second:count} pairs with commas between
	 */
	String accepted() {
		return this.accepted.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + ":" + entry.getValue())
			.collect(Collectors.joining(","));
	}

	/**
	 * Return the times from a frame of ours to the ping that follows it, and forget them.
	 * @return count, median, 99th percentile and maximum in microseconds
	 */
	String gaps() {
		long[] sorted = this.gaps.build().sorted().toArray();
		this.gaps = LongStream.builder();
		if (sorted.length == 0) {
			return "0,0,0,0";
		}
		return sorted.length + "," + sorted[sorted.length / 2] / 1000 + ","
				+ sorted[(int) Math.min(sorted.length - 1, Math.round(sorted.length * 0.99))] / 1000 + ","
				+ sorted[sorted.length - 1] / 1000;
	}

}
