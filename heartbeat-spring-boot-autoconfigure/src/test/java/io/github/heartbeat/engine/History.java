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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * History of a client: the steps that were made, and the rules that were broken.
 */
final class History {

	private final List<String> trace = new ArrayList<>();

	private final Map<Rule, Violation> violations = new EnumMap<>(Rule.class);

	/** When the steps that are under way began. */
	private final Deque<Long> begins = new ArrayDeque<>();

	/** Counts what happens. */
	private long ticks;

	private int depth;

	/**
	 * Begin a step.
	 * @param step the step
	 */
	void begin(Object step) {
		add(step.toString());
		this.begins.push(tick());
	}

	/**
	 * End the step that was begun last.
	 */
	void end() {
		this.begins.pop();
	}

	/**
	 * Begin with what others do in the middle of a call.
	 * @param call the call
	 */
	void enter(String call) {
		add("{ in " + call);
		this.depth++;
	}

	/**
	 * End what others do.
	 */
	void leave() {
		this.depth--;
		add("}");
	}

	int depth() {
		return this.depth;
	}

	void add(String text) {
		this.trace.add("  ".repeat(this.depth) + text);
	}

	/**
	 * Return a moment that is later than all before.
	 * @return the moment
	 */
	long tick() {
		return ++this.ticks;
	}

	/**
	 * Return whether something happened before the innermost of the steps that are under
	 * way, so that no thread can have been on its way past it.
	 * @param tick when it happened
	 * @return whether it was before
	 */
	boolean isBeforeStep(long tick) {
		return !this.begins.isEmpty() && tick < this.begins.peek();
	}

	/**
	 * Note that a rule is broken.
	 * @param rule the rule
	 * @param what what happened
	 */
	void violated(Rule rule, String what) {
		this.violations.putIfAbsent(rule, new Violation(what, this.trace.size()));
	}

	/**
	 * Return what happened that must never happen.
	 * @return the rules that were broken, with a description
	 */
	Map<Rule, Violation> violations() {
		return this.violations;
	}

	List<String> trace() {
		return this.trace;
	}

	/**
	 * What happened that must never happen.
	 *
	 * @param what what happened
	 * @param steps after how many steps of the trace
	 */
	record Violation(String what, int steps) {

	}

}
