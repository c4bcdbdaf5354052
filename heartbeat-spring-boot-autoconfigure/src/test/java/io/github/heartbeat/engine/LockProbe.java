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

import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.util.ReflectionUtils;

/**
 * Finds out whether the present thread holds a lock of the engine, whatever the fields
 * are called: user code and I/O must not run under one. What a client is made of changes
 * with its connections, so that it is looked for each time.
 */
final class LockProbe {

	private static final String ENGINE = LockProbe.class.getPackageName();

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	/** What leads to locks, found once for each class. */
	private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {

		@Override
		protected List<Field> computeValue(Class<?> type) {
			return fieldsOf(type);
		}

	};

	/** About as many objects as a client has. */
	private static final int SIZE = 256;

	private final List<Object> roots;

	LockProbe(Object... roots) {
		this.roots = List.of(roots);
	}

	/**
	 * Return whether this thread holds any monitor that code of the engine has taken,
	 * also one that can't be reached any more. Costs much more than {@link #isHeld()}.
	 * @return whether it does
	 */
	static boolean holdsMonitor() {
		ThreadInfo[] threads = THREADS.getThreadInfo(new long[] { Thread.currentThread().getId() }, true, false);
		return Arrays.stream(threads[0].getLockedMonitors()).anyMatch(LockProbe::isOfEngine);
	}

	private static boolean isOfEngine(MonitorInfo monitor) {
		return monitor.getLockedStackFrame().getClassName().startsWith(ENGINE);
	}

	/**
	 * Return whether this thread holds one of the locks.
	 * @return whether it does
	 */
	boolean isHeld() {
		Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>(SIZE));
		for (Object root : this.roots) {
			if (isHeld(root, seen)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isHeld(Object object, Set<Object> seen) {
		if (!seen.add(object)) {
			return false;
		}
		if (Thread.holdsLock(object) || (object instanceof ReentrantLock lock && lock.isHeldByCurrentThread())) {
			return true;
		}
		if (object instanceof Map || object instanceof ReentrantLock) {
			return false;
		}
		for (Field field : FIELDS.get(object.getClass())) {
			Object value = ReflectionUtils.getField(field, object);
			if (value != null && isHeld(value, seen)) {
				return true;
			}
		}
		return false;
	}

	private static List<Field> fieldsOf(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && isOfInterest(field.getType())) {
					ReflectionUtils.makeAccessible(field);
					fields.add(field);
				}
			}
		}
		return fields;
	}

	private static boolean isOfInterest(Class<?> type) {
		return type == ReentrantLock.class || type == Map.class
				|| (type.getPackageName().startsWith(ENGINE) && !type.isEnum() && !isPlayed(type));
	}

	// What the test puts in the place of threads and sockets
	private static boolean isPlayed(Class<?> type) {
		return type.getSimpleName().startsWith("Fake") || type.getSimpleName().equals("EngineTimer")
				|| type.getSimpleName().equals("EngineContext");
	}

}
