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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A connection without a socket. What happens on it is done when the calls from outside
 * return, so that a test needs not wait for it.
 */
final class MemoryWire implements Wire {

	private final int id;

	private final HeartbeatTestClock clock;

	private final MemoryListener listener;

	private final Runnable ended;

	/** What arrives at the client. */
	private final SerialTasks toClient;

	/** What arrives at the server. */
	private final SerialTasks toServer;

	/** Guarded by this object, as all below. */
	private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

	private final List<byte[]> kept = new ArrayList<>();

	private @Nullable Consumer<RecordedFrame> frames;

	private boolean frozen;

	private boolean closed;

	private boolean clientClosed;

	/**
	 * Create a new connection.
	 * @param id its number
	 * @param clock the clock
	 * @param listener the client
	 * @param ended called when the server's end is closed
	 * @param failed told what the listener throws
	 */
	MemoryWire(int id, HeartbeatTestClock clock, MemoryListener listener, Runnable ended, Consumer<Throwable> failed) {
		this.id = id;
		this.clock = clock;
		this.listener = listener;
		this.ended = ended;
		this.toClient = new SerialTasks(clock, failed);
		this.toServer = new SerialTasks(clock, failed);
	}

	// What the client does

	boolean sentByClient(int opcode, byte[] payload) {
		synchronized (this) {
			if (this.clientClosed || this.closed) {
				return false;
			}
		}
		this.toServer.execute(() -> arrived(opcode, payload));
		return true;
	}

	private void arrived(int opcode, byte[] payload) {
		Consumer<RecordedFrame> frames;
		synchronized (this) {
			frames = (this.closed) ? null : this.frames;
		}
		if (frames != null) {
			frames.accept(new RecordedFrame(this.id, opcode, true, true, payload, this.clock.nanoTime()));
		}
	}

	void suspendReading() {
		this.toClient.hold();
	}

	void resumeReading() {
		this.toClient.release();
	}

	void cutByClient(Runnable then) {
		synchronized (this) {
			this.clientClosed = true;
		}
		this.toClient.clear();
		this.toClient.execute(then);
		this.toClient.release();
		this.toServer.execute(this::close);
	}

	void execute(Runnable task) {
		this.clock.execute(task);
	}

	synchronized boolean isOpen() {
		return !this.clientClosed && !this.closed;
	}

	// What the server does

	/**
	 * Do something in the order of what arrives at the server, and not while it is
	 * frozen.
	 * @param action what to do
	 */
	void atServer(Runnable action) {
		this.toServer.execute(() -> {
			if (!isClosed()) {
				action.run();
			}
		});
	}

	void open(List<String> headers, Consumer<RecordedFrame> frames) {
		synchronized (this) {
			this.frames = frames;
		}
		tell(() -> this.listener.opened(byName(headers)));
	}

	void refuse(HandshakeResponse response) {
		tell(() -> this.listener.refused(response.status(), byName(response.refusalHeaders()), response.body()));
		close();
	}

	void end(MemoryEnd end) {
		if (close()) {
			tell(() -> this.listener.ended(end));
		}
	}

	private static Map<String, List<String>> byName(List<String> headers) {
		Map<String, List<String>> byName = new TreeMap<>();
		for (int i = 0; i < headers.size(); i += 2) {
			byName.computeIfAbsent(headers.get(i).toLowerCase(Locale.ROOT), (name) -> new ArrayList<>())
				.add(headers.get(i + 1));
		}
		return byName;
	}

	private void tell(Runnable action) {
		this.toClient.execute(() -> {
			if (!isClientClosed()) {
				action.run();
			}
		});
	}

	private synchronized boolean isClientClosed() {
		return this.clientClosed;
	}

	@Override
	public boolean write(byte[] bytes) {
		boolean written = writeOrKeep(bytes);
		this.clock.settleIfOutside();
		return written;
	}

	private synchronized boolean writeOrKeep(byte[] bytes) {
		if (this.closed) {
			return false;
		}
		if (this.frozen) {
			this.kept.add(bytes);
		}
		else {
			transfer(bytes);
		}
		return true;
	}

	private void transfer(byte[] bytes) {
		this.stream.writeBytes(bytes);
		byte[] unread = this.stream.toByteArray();
		ByteArrayInputStream in = new ByteArrayInputStream(unread);
		int read = 0;
		for (RecordedFrame frame = decode(in); frame != null; frame = decode(in)) {
			int rsv = (unread[read] >> 4) & 0x07;
			RecordedFrame complete = frame;
			tell(() -> this.listener.frame(complete, rsv));
			read = unread.length - in.available();
		}
		this.stream.reset();
		this.stream.write(unread, read, unread.length - read);
	}

	private @Nullable RecordedFrame decode(ByteArrayInputStream in) {
		try {
			return FrameCodec.read(this.id, in, this.clock::nanoTime);
		}
		catch (EOFException ex) {
			// The rest is not written yet
			return null;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public synchronized boolean isClosed() {
		return this.closed;
	}

	@Override
	public void cut() {
		end(MemoryEnd.CUT);
		this.clock.settleIfOutside();
	}

	@Override
	public void shut() {
		end(MemoryEnd.CUT);
	}

	@Override
	public void reset() {
		this.toClient.clear();
		this.toClient.release();
		end(MemoryEnd.RESET);
		this.clock.settleIfOutside();
	}

	@Override
	public void freeze() {
		synchronized (this) {
			this.frozen = true;
		}
		this.toServer.hold();
	}

	@Override
	public void thaw() {
		synchronized (this) {
			this.frozen = false;
			this.kept.forEach(this::transfer);
			this.kept.clear();
		}
		this.toServer.release();
		this.clock.settleIfOutside();
	}

	@Override
	public long nanoTime() {
		return this.clock.nanoTime();
	}

	@Override
	public void later(Duration delay, Runnable action) {
		this.clock.schedule(() -> atServer(action), delay);
	}

	/**
	 * Close the server's end.
	 * @return whether it was open
	 */
	private boolean close() {
		synchronized (this) {
			if (this.closed) {
				return false;
			}
			this.closed = true;
			this.kept.clear();
		}
		this.ended.run();
		return true;
	}

}
