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

package io.github.heartbeat.demo.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The last entries of something. Not safe for use by several threads.
 *
 * @param <E> the type of entries
 */
class Ring<E> {

	private final int capacity;

	private final Deque<E> entries = new ArrayDeque<>();

	private int fresh;

	Ring(int capacity) {
		this.capacity = capacity;
	}

	void add(E entry) {
		if (this.entries.size() == this.capacity) {
			this.entries.removeFirst();
		}
		this.entries.addLast(entry);
		this.fresh = Math.min(this.fresh + 1, this.capacity);
	}

	@Nullable E last() {
		return this.entries.peekLast();
	}

	List<E> all() {
		return List.copyOf(this.entries);
	}

	boolean hasFresh() {
		return this.fresh > 0;
	}

	/**
	 * Return what was added since this method was called last, as far as it is still
	 * here.
	 * @return the fresh entries
	 */
	List<E> takeFresh() {
		List<E> taken = this.entries.stream().skip(this.entries.size() - this.fresh).toList();
		this.fresh = 0;
		return taken;
	}

}
