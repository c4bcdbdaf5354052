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

package io.github.heartbeat.engine;

import java.util.List;
import java.util.function.BiConsumer;

import io.github.heartbeat.HeartbeatInterceptor;
import io.github.heartbeat.HeartbeatObserver;
import io.github.heartbeat.engine.concurrent.FailsafeLog;
import org.jspecify.annotations.Nullable;

/**
 * One action with the interceptors around it. It is run once, whatever they do, and what
 * it throws reaches the caller.
 */
final class InterceptorChain implements Runnable {

	private static final FailsafeLog logger = FailsafeLog.of(InterceptorChain.class);

	private final Runnable action;

	private boolean run;

	private @Nullable Throwable failure;

	private InterceptorChain(Runnable action) {
		this.action = action;
	}

	/**
	 * Run an action.
	 * @param observers those of them that are interceptors are called
	 * @param hook calls an interceptor with what it is to run
	 * @param action the action
	 */
	static void run(List<HeartbeatObserver> observers, BiConsumer<HeartbeatInterceptor, Runnable> hook,
			Runnable action) {
		InterceptorChain interception = new InterceptorChain(action);
		Runnable chain = interception;
		for (int i = observers.size() - 1; i >= 0; i--) {
			if (observers.get(i) instanceof HeartbeatInterceptor interceptor) {
				Runnable inner = chain;
				chain = () -> hook.accept(interceptor, inner);
			}
		}
		try {
			chain.run();
		}
		catch (Throwable ex) {
			if (ex == interception.failure) {
				throw ex;
			}
			logger.warn("A HeartbeatInterceptor failed", ex);
		}
		interception.complete();
	}

	@Override
	public void run() {
		if (this.run) {
			return;
		}
		this.run = true;
		try {
			this.action.run();
		}
		catch (Throwable ex) {
			this.failure = ex;
			throw ex;
		}
	}

	private void complete() {
		if (!this.run) {
			logger.warn("A HeartbeatInterceptor did not run what it was called around");
			this.action.run();
		}
		if (this.failure instanceof RuntimeException ex) {
			throw ex;
		}
		if (this.failure instanceof Error ex) {
			throw ex;
		}
	}

}
