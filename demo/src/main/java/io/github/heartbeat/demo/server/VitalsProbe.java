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

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.time.Instant;

import com.sun.management.OperatingSystemMXBean;

import org.springframework.stereotype.Component;

/**
 * Reads the {@link Vitals} from the management beans of the JVM.
 */
@Component
class VitalsProbe {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	Vitals read() {
		long total = this.system.getTotalMemorySize();
		return new Vitals(Instant.now(), load(this.system.getCpuLoad()), load(this.system.getProcessCpuLoad()),
				total - this.system.getFreeMemorySize(), total, this.memory.getHeapMemoryUsage().getUsed(),
				this.threads.getThreadCount());
	}

	private double load(double measured) {
		// Negative, or not a number, until the JVM has measured it
		return (measured > 0) ? measured : 0;
	}

}
