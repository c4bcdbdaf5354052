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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What a server has seen, and the waiting for it.
 */
final class ServerRecorder {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final List<RecordedHandshake> handshakes = new ArrayList<>();

	private final List<RecordedFrame> frames = new ArrayList<>();

	private final List<RecordedFrame> framesToTake = new ArrayList<>();

	private final Set<HeartbeatTestConnection> connections = new LinkedHashSet<>();

	private final List<HeartbeatTestConnection> connectionsToTake = new ArrayList<>();

	private final @Nullable HeartbeatTestClock clock;

	private boolean recordFrames = true;

	private long frameCount;

	private int acceptedCount;

	private int openedCount;

	private int maxOpenCount;

	/**
	 * Create a new recorder.
	 * @param clock the clock whose time passes while somebody waits, or {@code null} for
	 * the time of the world
	 */
	ServerRecorder(@Nullable HeartbeatTestClock clock) {
		this.clock = clock;
	}

	private <T extends @Nullable Object> T locked(Supplier<T> supplier) {
		this.lock.lock();
		try {
			T result = supplier.get();
			this.changed.signalAll();
			return result;
		}
		finally {
			this.lock.unlock();
		}
	}

	private <T> T await(Duration timeout, String what, Supplier<@Nullable T> supplier) throws InterruptedException {
		HeartbeatTestClock clock = this.clock;
		return (clock != null) ? await(clock, timeout, what, supplier) : awaitSignal(timeout, what, supplier);
	}

	private <T> T await(HeartbeatTestClock clock, Duration timeout, String what, Supplier<@Nullable T> supplier) {
		clock.settle();
		long deadline = clock.nanoTime() + timeout.toNanos();
		T result = locked(supplier);
		while (result == null) {
			Duration remaining = Duration.ofNanos(deadline - clock.nanoTime());
			Duration next = clock.untilNext().filter((until) -> until.compareTo(remaining) <= 0).orElse(null);
			if (next == null) {
				clock.advance(remaining);
				throw locked(() -> missing(what, timeout));
			}
			clock.advanceToNext();
			result = locked(supplier);
		}
		return result;
	}

	private <T> T awaitSignal(Duration timeout, String what, Supplier<@Nullable T> supplier)
			throws InterruptedException {
		long remaining = timeout.toNanos();
		this.lock.lockInterruptibly();
		try {
			T result = supplier.get();
			while (result == null) {
				if (remaining <= 0) {
					throw missing(what, timeout);
				}
				remaining = this.changed.awaitNanos(remaining);
				result = supplier.get();
			}
			return result;
		}
		finally {
			this.lock.unlock();
		}
	}

	private AssertionError missing(String what, Duration timeout) {
		return new AssertionError("No %s within %s: %d TCP connections, %d handshakes, %d opened, %d open now"
			.formatted(what, timeout, this.acceptedCount, this.handshakes.size(), this.openedCount, open().size()));
	}

	void recordFrames(boolean record) {
		locked(() -> this.recordFrames = record);
	}

	int accepted() {
		return locked(() -> ++this.acceptedCount);
	}

	void handshake(RecordedHandshake handshake) {
		locked(() -> this.handshakes.add(handshake));
	}

	void opened(HeartbeatTestConnection connection) {
		locked(() -> {
			this.openedCount++;
			this.connections.add(connection);
			this.maxOpenCount = Math.max(this.maxOpenCount, open().size());
			return this.connectionsToTake.add(connection);
		});
	}

	void closed(HeartbeatTestConnection connection) {
		locked(() -> this.connections.remove(connection));
	}

	void frame(RecordedFrame frame) {
		locked(() -> {
			this.frameCount++;
			return this.recordFrames && this.frames.add(frame) && this.framesToTake.add(frame);
		});
	}

	private List<HeartbeatTestConnection> open() {
		return this.connections.stream().filter(HeartbeatTestConnection::isOpen).toList();
	}

	RecordedFrame takeFrame(Predicate<? super RecordedFrame> filter, Duration timeout) throws InterruptedException {
		return await(timeout, "such frame", () -> {
			for (Iterator<RecordedFrame> iterator = this.framesToTake.iterator(); iterator.hasNext();) {
				RecordedFrame frame = iterator.next();
				if (filter.test(frame)) {
					iterator.remove();
					return frame;
				}
			}
			return null;
		});
	}

	HeartbeatTestConnection awaitClient(String header, String name, Duration timeout) throws InterruptedException {
		return await(timeout, "open connection of the client '" + name + "'",
				() -> open().stream()
					.filter((connection) -> name.equals(connection.handshake().header(header)))
					.reduce((first, second) -> second)
					.orElse(null));
	}

	/**
	 * Forget what was recorded. Connections that are open stay, to be taken again.
	 */
	void clear() {
		locked(() -> {
			this.handshakes.clear();
			this.frames.clear();
			this.framesToTake.clear();
			this.connectionsToTake.clear();
			this.recordFrames = true;
			return this.connectionsToTake.addAll(open());
		});
	}

	HeartbeatTestConnection takeConnection(Duration timeout) throws InterruptedException {
		return await(timeout, "further opened connection",
				() -> (this.connectionsToTake.isEmpty()) ? null : this.connectionsToTake.remove(0));
	}

	List<RecordedHandshake> awaitHandshakes(int count, Duration timeout) throws InterruptedException {
		return await(timeout, count + " handshakes",
				() -> (this.handshakes.size() < count) ? null : List.copyOf(this.handshakes));
	}

	List<HeartbeatTestConnection> connections() {
		return locked(this::open);
	}

	List<RecordedHandshake> handshakes() {
		return locked(() -> List.copyOf(this.handshakes));
	}

	List<RecordedFrame> frames() {
		return locked(() -> List.copyOf(this.frames));
	}

	ConnectionCounts counts(int held) {
		return locked(() -> new ConnectionCounts(this.acceptedCount, held, this.openedCount, open().size(),
				this.maxOpenCount, this.frameCount));
	}

}
