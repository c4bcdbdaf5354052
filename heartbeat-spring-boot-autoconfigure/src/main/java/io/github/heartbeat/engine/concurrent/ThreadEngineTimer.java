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
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The {@link EngineTimer} of a running application: one daemon thread for all clients,
 * which ends when nothing is due.
 */
public final class ThreadEngineTimer implements EngineTimer {

	private static final Log logger = LogFactory.getLog(ThreadEngineTimer.class);

	private final ScheduledThreadPoolExecutor executor;

	private final StallDetector stallDetector = new StallDetector();

	public ThreadEngineTimer() {
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("heartbeat-timer-");
		threadFactory.setDaemon(true);
		this.executor = new ScheduledThreadPoolExecutor(1, threadFactory);
		this.executor.setRemoveOnCancelPolicy(true);
		this.executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
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
		try {
			Future<?> future = this.executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
			if (this.stallDetector.begin(System.nanoTime(), System.currentTimeMillis())) {
				scheduleTick();
			}
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Not scheduled since the engine has ended");
			return () -> {
			};
		}
	}

	private void scheduleTick() {
		this.executor.schedule(() -> run(this::tick), StallDetector.PERIOD, TimeUnit.NANOSECONDS);
	}

	private void tick() {
		this.stallDetector.tick(System.nanoTime(), System.currentTimeMillis());
		if (this.executor.getQueue().isEmpty()) {
			this.stallDetector.end();
		}
		else {
			scheduleTick();
		}
	}

	@Override
	public @Nullable Duration recentStall() {
		return this.stallDetector.recentStall(System.nanoTime(), System.currentTimeMillis());
	}

	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of the timer failed, which should not happen", ex);
		}
	}

	public void shutdown() {
		this.executor.shutdownNow();
	}

}
