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
 * Choice of what happens in a history: makes its order.
 */
interface Choice {

	/**
	 * Choose a number.
	 * @param bound the bound, exclusive
	 * @return a number from 0
	 */
	int below(int bound);

	/**
	 * Choose whether something rare happens.
	 * @param times how often it does not
	 * @return whether it happens
	 */
	boolean oneIn(int times);

	/**
	 * Choose a step.
	 * @param steps the steps there are
	 * @return the step
	 */
	Step step(List<Step> steps);

}
