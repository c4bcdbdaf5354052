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

package io.github.heartbeat.demo.server;

import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Makes the network of the client {@code flaky} what its name says, over and over: cut,
 * frozen, refused.
 */
@Component
class FlakyCycle {

	private static final String CLIENT = "flaky";

	private final FaultGates gates;

	private final FaultInjector injector;

	private int second;

	FlakyCycle(FaultGates gates, FaultInjector injector) {
		this.gates = gates;
		this.injector = injector;
	}

	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void tick() {
		this.gates.find(CLIENT).ifPresent(this::tick);
	}

	private void tick(FaultGate gate) {
		switch (this.second) {
			case 7 -> this.injector.inject(Fault.CUT, gate);
			case 14 -> this.injector.inject(Fault.FREEZE, gate);
			case 20, 29 -> this.injector.inject(Fault.NONE, gate);
			case 26 -> this.injector.inject(Fault.REFUSE, gate);
			default -> {
				// A quiet second
			}
		}
		this.second = (this.second + 1) % 35;
	}

}
