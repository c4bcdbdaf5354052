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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.heartbeat.engine.ConnectLimiter.Permit;
import io.github.heartbeat.engine.concurrent.ManualExecutor;
import io.github.heartbeat.engine.concurrent.VirtualTimer;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ConnectLimiter}.
 */
class ConnectLimiterTests {

	private final VirtualTimer timer = new VirtualTimer();

	private final ManualExecutor dispatch = new ManualExecutor();

	private final ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 2, 0);

	private final List<String> granted = new ArrayList<>();

	@Test
	void whenThereIsRoomThenGrantsAtOnce() {
		request("host", "one");
		request("host", "two");
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenThereIsNoRoomThenGrantsInOrderOfRequestAsPermitsComeBack() {
		List<Permit> permits = IntStream.rangeClosed(1, 5)
			.mapToObj((number) -> request("host", "permit " + number))
			.toList();
		assertThat(this.granted).containsExactly("permit 1", "permit 2");
		permits.get(1).release();
		assertThat(this.granted).endsWith("permit 3").hasSize(3);
		permits.get(0).release();
		permits.get(2).release();
		assertThat(this.granted).endsWith("permit 4", "permit 5").hasSize(5);
	}

	@Test
	void whenOneHostIsFullThenOthersAreNotHeldUp() {
		request("tarpit", "one");
		request("tarpit", "two");
		request("tarpit", "three");
		request("other", "four");
		assertThat(this.granted).containsExactly("one", "two", "four");
	}

	@Test
	void whenHostIsWrittenInAnotherCaseThenItIsTheSame() {
		request("host", "one");
		request("Host", "two");
		request("HOST", "three");
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenPermitIsReleasedTwiceThenItCountsOnce() {
		Permit first = request("host", "one");
		request("host", "two");
		request("host", "three");
		request("host", "four");
		first.release();
		first.release();
		assertThat(this.granted).containsExactly("one", "two", "three");
	}

	@Test
	void whenPermitIsRequestedTwiceThenItCountsOnce() {
		Permit first = request("host", "one");
		first.request();
		request("host", "two");
		first.request();
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenActionThrowsThenItIsLoggedInTheBackground() {
		this.limiter.permit("host", () -> {
			throw new IllegalStateException("odd");
		}).request();
		assertThat(this.dispatch.size()).isOne();
	}

	@Test
	void whenWaitingPermitIsReleasedThenItIsNeverGranted() {
		Permit first = request("host", "one");
		request("host", "two");
		Permit third = request("host", "three");
		request("host", "four");
		third.release();
		first.release();
		assertThat(this.granted).containsExactly("one", "two", "four");
	}

	@Test
	void whenPermitIsReleasedBeforeItIsRequestedThenItIsNeverGranted() {
		Permit permit = this.limiter.permit("host", () -> this.granted.add("never"));
		permit.release();
		permit.request();
		assertThat(this.granted).isEmpty();
		request("host", "one");
		request("host", "two");
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenGrantedActionReleasesAtOnceThenNextIsGranted() {
		Permit[] self = new Permit[1];
		self[0] = this.limiter.permit("host", () -> {
			this.granted.add("self");
			self[0].release();
		});
		self[0].request();
		request("host", "one");
		request("host", "two");
		assertThat(this.granted).containsExactly("self", "one", "two");
	}

	@Test
	void whenAllPermitsAreBackThenNothingIsKeptOfTheHost() {
		List<Permit> permits = IntStream.range(0, 5).mapToObj((number) -> request("host", "permit " + number)).toList();
		permits.forEach(Permit::release);
		assertThat(hosts(this.limiter)).isEmpty();
	}

	@Test
	void whenThousandWaitAndEndAtOnceThenAllAreGranted() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 1, 0);
		List<Permit> permits = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			int number = i;
			permits.add(limiter.permit("host", () -> {
				this.granted.add(String.valueOf(number));
				if (number > 0) {
					permits.get(number).release();
				}
			}));
		}
		permits.forEach(Permit::request);
		permits.get(0).release();
		assertThat(this.granted).hasSize(1_000);
	}

	@Test
	void whenActionThrowsThenOthersAreStillGranted() {
		Permit failing = this.limiter.permit("host", () -> {
			throw new IllegalStateException("odd");
		});
		catchThrowable(failing::request);
		failing.release();
		request("host", "one");
		request("host", "two");
		request("other", "three");
		assertThat(this.granted).containsExactly("one", "two", "three");
	}

	@Test
	void whenRateIsLimitedThenAttemptsBeginNoFaster() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 10, 2);
		List<Long> times = new ArrayList<>();
		long start = this.timer.nanoTime();
		for (int i = 0; i < 5; i++) {
			limiter.permit("host", () -> times.add((this.timer.nanoTime() - start) / 1_000_000)).request();
		}
		this.timer.advance(Duration.ofSeconds(10));
		assertThat(times).containsExactly(0L, 500L, 1000L, 1500L, 2000L);
	}

	@Test
	void whenRateIsLimitedThenUnusedTimeIsNotSavedUp() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 10, 1);
		request(limiter, "one");
		this.timer.advance(Duration.ofMinutes(1));
		request(limiter, "two");
		request(limiter, "three");
		assertThat(this.granted).containsExactly("one", "two");
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(this.granted).containsExactly("one", "two", "three");
	}

	@Test
	void whenRateIsLimitedThenReleasedPermitsTakeNoTurn() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 10, 1);
		request(limiter, "one");
		Permit second = request(limiter, "two");
		request(limiter, "three");
		second.release();
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(this.granted).containsExactly("one", "three");
	}

	@Test
	void whenRateAndCountAreLimitedThenBothHold() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 1, 1);
		Permit first = request(limiter, "one");
		request(limiter, "two");
		this.timer.advance(Duration.ofSeconds(10));
		assertThat(this.granted).containsExactly("one");
		first.release();
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenLastPermitIsReleasedBeforeNextSlotIsDueThenHostIsForgottenOnceItIs() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 10, 1);
		request(limiter, "one").release();
		assertThat(hosts(limiter)).hasSize(1);
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(hosts(limiter)).isEmpty();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenLastPermitIsReleasedBeforeNextSlotIsDueThenNextAttemptWaitsForThatSlot() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 10, 1);
		request(limiter, "one").release();
		this.timer.advance(Duration.ofMillis(999));
		request(limiter, "two");
		assertThat(this.granted).containsExactly("one");
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.granted).containsExactly("one", "two");
	}

	@Test
	void whenWaitingPermitIsReleasedBeforeItsSlotIsDueThenHostIsForgottenOnceItIs() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 10, 1);
		Permit first = request(limiter, "one");
		Permit second = request(limiter, "two");
		first.release();
		second.release();
		this.timer.advance(Duration.ofSeconds(1));
		assertThat(hosts(limiter)).isEmpty();
		assertThat(this.timer.pending()).isZero();
	}

	@Test
	void whenTimerIsLateThenHostThatWasForgottenDoesNotTakeAnotherAlong() {
		ConnectLimiter limiter = new ConnectLimiter(this.timer, this.dispatch, 1, 1);
		request(limiter, "one").release();
		Permit second = request(limiter, "two");
		Runnable late = this.timer.begin().orElseThrow();
		second.release();
		Permit third = request(limiter, "three");
		request(limiter, "four");
		late.run();
		third.release();
		this.timer.advance(Duration.ofSeconds(10));
		assertThat(this.granted).containsExactly("one", "three", "four");
	}

	private static Map<?, ?> hosts(ConnectLimiter limiter) {
		Map<?, ?> hosts = (Map<?, ?>) ReflectionTestUtils.getField(limiter, "hosts");
		assertThat(hosts).isNotNull();
		return hosts;
	}

	private Permit request(ConnectLimiter limiter, String name) {
		Permit permit = limiter.permit("host", () -> this.granted.add(name));
		permit.request();
		return permit;
	}

	private Permit request(String host, String name) {
		Permit permit = this.limiter.permit(host, () -> this.granted.add(name));
		permit.request();
		return permit;
	}

}
