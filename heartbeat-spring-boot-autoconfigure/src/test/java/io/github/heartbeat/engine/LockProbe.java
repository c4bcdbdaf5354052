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

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.util.ReflectionUtils;

/**
 * Finds out whether the present thread holds a lock of the engine, whatever the fields
 * are called: user code and I/O must not run under one.
 */
final class LockProbe {

	private final Set<Object> monitors = Collections.newSetFromMap(new IdentityHashMap<>());

	LockProbe(Object... roots) {
		for (Object root : roots) {
			collect(root);
		}
	}

	private void collect(Object object) {
		if (!this.monitors.add(object) || object instanceof Map || object instanceof ReentrantLock) {
			return;
		}
		for (Field field : object.getClass().getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers()) && isOfInterest(field.getType())) {
				ReflectionUtils.makeAccessible(field);
				Object value = ReflectionUtils.getField(field, object);
				if (value != null) {
					collect(value);
				}
			}
		}
	}

	private static boolean isOfInterest(Class<?> type) {
		return type == ReentrantLock.class || type == Map.class
				|| (type.getPackage() == LockProbe.class.getPackage() && !type.isInterface() && !type.isRecord());
	}

	/**
	 * Return whether this thread holds one of the locks.
	 * @return whether it does
	 */
	boolean isHeld() {
		for (Object monitor : this.monitors) {
			if (Thread.holdsLock(monitor) || (monitor instanceof ReentrantLock lock && lock.isHeldByCurrentThread())) {
				return true;
			}
		}
		return false;
	}

}
