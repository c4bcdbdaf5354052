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

package io.github.heartbeat.engine.concurrent;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The {@link EngineTimer} of a running application: one daemon thread for all clients,
 * which ends when nothing is due.
 */
public final class ThreadEngineTimer implements EngineTimer {

	private static final FailsafeLog logger = FailsafeLog.of(ThreadEngineTimer.class);

	private static final int MAX_LOG_TASKS = 16;

	private final ScheduledThreadPoolExecutor executor;

	/** One thread at most, however slow the log is. */
	private final Sequencer logging;

	private final StallDetector stallDetector;

	/**
	 * Create a new timer.
	 * @param background for the log, which may block; not called before a task is
	 * scheduled
	 */
	public ThreadEngineTimer(Executor background) {
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("heartbeat-timer-");
		threadFactory.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threadFactory);
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
		this.logging = new Sequencer(background, MAX_LOG_TASKS);
		this.stallDetector = new StallDetector(this.logging::execute);
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	public Task schedule(Runnable task, Duration delay) {
		long nanos = EngineTimer.toNanos(delay);
		long due = System.nanoTime() + nanos;
		try {
			Future<?> future = this.executor.schedule(() -> run(task, due), nanos, TimeUnit.NANOSECONDS);
			expectTicks();
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			if (logger.isDebugEnabled()) {
				this.logging.execute(() -> logger.debug("Not scheduled since the engine has ended"));
			}
			return () -> {
			};
		}
	}

	private void run(Runnable task, long due) {
		this.stallDetector.taskRuns(due, System.nanoTime());
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.logging.execute(() -> logger.error("A task of the timer failed, which should not happen", ex));
		}
	}

	private void expectTicks() {
		if (this.stallDetector.begin(System.nanoTime(), System.currentTimeMillis())) {
			scheduleTick();
		}
	}

	private void scheduleTick() {
		try {
			this.executor.schedule(this::tick, StallDetector.PERIOD, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			this.stallDetector.end();
		}
	}

	private void tick() {
		this.stallDetector.tick(System.nanoTime(), System.currentTimeMillis());
		if (!this.executor.getQueue().isEmpty()) {
			scheduleTick();
			return;
		}
		this.stallDetector.end();
		// Whoever scheduled a task since that look has relied on this tick
		if (!this.executor.getQueue().isEmpty()) {
			expectTicks();
		}
	}

	@Override
	public long stalledSince(long since) {
		return this.stallDetector.stalledSince(since, System.nanoTime());
	}

	@Override
	public @Nullable Duration recentStall() {
		return this.stallDetector.recentStall(System.nanoTime(), System.currentTimeMillis());
	}

	@Override
	public void shutdown() {
		this.executor.shutdownNow();
	}

}
