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

package io.github.heartbeat.transport.netty;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Extension that follows each buffer of the tests of a class, and fails the class if one
 * was given to the garbage collector without being released.
 */
final class LeakDetection implements BeforeAllCallback, AfterAllCallback {

	private static final Namespace NAMESPACE = Namespace.create(LeakDetection.class);

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final String CANARY = "canary-";

	private static final List<String> leaks = new CopyOnWriteArrayList<>();

	@Override
	public void beforeAll(ExtensionContext context) {
		if (isTopLevel(context)) {
			begin();
			context.getStore(NAMESPACE).put(LeakDetection.class, leaks.size());
		}
	}

	// Once for all that is nested in a class
	private static boolean isTopLevel(ExtensionContext context) {
		return context.getRequiredTestClass().getEnclosingClass() == null;
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (isTopLevel(context)) {
			int begin = context.getStore(NAMESPACE).get(LeakDetection.class, int.class);
			assertThat(findLeaks(begin)).as("buffers that were not released").isEmpty();
		}
	}

	/**
	 * Follow each buffer from now on.
	 */
	static void begin() {
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
	}

	/**
	 * Find the leaks so far. A buffer is let go on purpose behind those of the tests:
	 * once it is found, so are they.
	 * @param begin how many leaks to leave out, the oldest first
	 * @return what is known of each leak
	 */
	static List<String> findLeaks(int begin) {
		String canary = CANARY + System.nanoTime();
		ByteBufAllocator.DEFAULT.buffer(1).touch(canary);
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (leaks.stream().noneMatch((leak) -> leak.contains(canary))) {
			assertThat(System.nanoTime()).as("the detector finds what is let go").isLessThan(deadline);
			System.gc();
			// Leaks are reported when another buffer is allocated
			ByteBufAllocator.DEFAULT.buffer(1).release();
		}
		return leaks.stream().skip(begin).filter((leak) -> !leak.contains(CANARY)).toList();
	}

	/**
	 * Forget leaks that were made on purpose.
	 * @param hint what they were touched with
	 */
	static void forget(String hint) {
		leaks.removeIf((leak) -> leak.contains(hint));
	}

}
