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

package io.github.heartbeat.transport.standard;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The way of the frames of one connection to their listener. While it is shut, the thread
 * of the container that reads waits in front of it; once the connection has ended, nobody
 * passes any more, and the end is told only after the last that has passed.
 */
final class ReadingGate {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();

	/** Whether the reading thread has to wait. Changed under the lock. */
	private volatile boolean shut;

	/** Whether the gate can't be shut any more. Guarded by the lock. */
	private boolean released;

	/** Whether a thread is inside. */
	private volatile boolean entered;

	private volatile boolean ended;

	/**
	 * Let nobody in from now on, but do not end.
	 */
	void shut() {
		this.lock.lock();
		try {
			this.shut = !this.released;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Let frames in again.
	 */
	void open() {
		open(false);
	}

	/**
	 * Let frames in from now on, whoever wants to {@link #shut() shut} the gate.
	 */
	void release() {
		open(true);
	}

	private void open(boolean release) {
		this.lock.lock();
		try {
			this.released |= release;
			this.shut = false;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait while the gate is shut, then enter.
	 * @return whether the thread is inside and has to {@link #leave()}: {@code false}
	 * after the end
	 */
	boolean enter() {
		if (this.shut) {
			awaitOpen();
		}
		this.entered = true;
		if (this.ended) {
			leave();
			return false;
		}
		return true;
	}

	private void awaitOpen() {
		this.lock.lock();
		try {
			while (this.shut) {
				this.changed.awaitUninterruptibly();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Leave, and tell the end if it has come meanwhile.
	 */
	void leave() {
		this.entered = false;
		if (this.ended) {
			tellEnd();
		}
	}

	/**
	 * Let nobody in any more, then tell the end: on this thread, or on that which is
	 * inside when it leaves. Called once.
	 * @param end tells the end
	 */
	void end(Runnable end) {
		this.end.set(end);
		this.ended = true;
		release();
		if (!this.entered) {
			tellEnd();
		}
	}

	private void tellEnd() {
		Runnable end = this.end.getAndSet(null);
		if (end != null) {
			end.run();
		}
	}

}
