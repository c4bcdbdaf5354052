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

/**
 * Mood of everybody but the client: as a {@link Choice} has it, or calm, when nothing
 * rare happens and peers and user code do what is expected of them.
 */
final class Mood {

	private final Choice choice;

	private boolean calm;

	Mood(Choice choice) {
		this.choice = choice;
	}

	boolean isCalm() {
		return this.calm;
	}

	void setCalm(boolean calm) {
		this.calm = calm;
	}

	/**
	 * Choose whether something rare happens.
	 * @param times how often it does not
	 * @return whether it happens
	 */
	boolean oneIn(int times) {
		return !this.calm && this.choice.oneIn(times);
	}

	int below(int bound) {
		return this.choice.below(bound);
	}

	<T> T oneOf(List<T> list) {
		return list.get(below(list.size()));
	}

	Step step(List<Step> steps) {
		return this.choice.step(steps);
	}

}
