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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import io.github.heartbeat.HeartbeatClient;
import io.github.heartbeat.HeartbeatInterceptor;
import io.github.heartbeat.HeartbeatObserver;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link InterceptorChain}.
 */
class InterceptorChainTests {

	private final HeartbeatClient client = mock(HeartbeatClient.class);

	private final List<String> calls = new ArrayList<>();

	@Test
	void whenThereAreNoInterceptorsThenActionIsRun() {
		run(() -> this.calls.add("action"));
		run(() -> this.calls.add("action"), new HeartbeatObserver() {

		});
		assertThat(this.calls).containsExactly("action", "action");
	}

	@Test
	void whenThereAreSeveralThenTheFirstIsOutermost() {
		run(() -> this.calls.add("action"), interceptor("a"), interceptor("b"));
		assertThat(this.calls).containsExactly("a begins", "b begins", "action", "b ends", "a ends");
	}

	@Test
	void whenInterceptorFailsBeforeThenActionIsRunOnce() {
		run(() -> this.calls.add("action"), interceptor((delivery) -> {
			throw new IllegalArgumentException("before");
		}));
		assertThat(this.calls).containsExactly("action");
	}

	@Test
	void whenInterceptorFailsAfterThenActionIsRunOnce() {
		run(() -> this.calls.add("action"), interceptor((delivery) -> {
			delivery.run();
			throw new IllegalArgumentException("after");
		}));
		assertThat(this.calls).containsExactly("action");
	}

	@Test
	void whenInterceptorDoesNotRunTheActionThenItIsRun() {
		run(() -> this.calls.add("action"), interceptor((delivery) -> {
		}));
		assertThat(this.calls).containsExactly("action");
	}

	@Test
	void whenInterceptorRunsTheActionTwiceThenItIsRunOnce() {
		run(() -> this.calls.add("action"), interceptor((delivery) -> {
			delivery.run();
			delivery.run();
		}));
		assertThat(this.calls).containsExactly("action");
	}

	@Test
	void whenActionFailsThenFailureReachesInterceptorsAndCaller() {
		assertThatIllegalStateException().isThrownBy(() -> run(() -> {
			throw new IllegalStateException("action");
		}, interceptor((delivery) -> {
			try {
				delivery.run();
			}
			catch (IllegalStateException ex) {
				this.calls.add("seen");
				throw ex;
			}
		}))).withMessage("action");
		assertThat(this.calls).containsExactly("seen");
	}

	@Test
	void whenInterceptorSwallowsTheFailureThenItReachesTheCaller() {
		assertThatIllegalStateException().isThrownBy(() -> run(() -> {
			throw new IllegalStateException("action");
		}, interceptor((delivery) -> {
			try {
				delivery.run();
			}
			catch (IllegalStateException ex) {
				this.calls.add("swallowed");
			}
		}))).withMessage("action");
	}

	private void run(Runnable action, HeartbeatObserver... observers) {
		InterceptorChain.run((observers.length > 0) ? List.of(observers) : Collections.emptyList(),
				(interceptor, delivery) -> interceptor.aroundDelivery(this.client, delivery), action);
	}

	private HeartbeatInterceptor interceptor(String name) {
		return interceptor((delivery) -> {
			this.calls.add(name + " begins");
			delivery.run();
			this.calls.add(name + " ends");
		});
	}

	private HeartbeatInterceptor interceptor(Consumer<Runnable> around) {
		return new HeartbeatInterceptor() {

			@Override
			public void aroundDelivery(HeartbeatClient client, Runnable delivery) {
				around.accept(delivery);
			}

		};
	}

}
