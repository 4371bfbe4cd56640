/* The hand-off's protocol (src/handoff/exchange.hpp) as a Spin model: every schedule of CAMERAS producers and WORKERS
 * processor threads, one step for each section of the code that holds a lock.
 *
 * Shown for every schedule:
 *   - no lost wake-up: when all threads have come to rest, no frame waits in a slot;
 *   - no frame is processed twice, and each camera's frames are processed in their order;
 *   - one camera is in at most one worker's hands;
 *   - the fates balance at the end: received = processed + superseded + expired.
 * With -DSWAPPED the worker clears the event after taking, and the check must find the stranded frame.
 * With -DSTOPPING a stop arrives at any moment; what waits then is counted as expired.
 */
#ifndef CAMERAS
#define CAMERAS 2
#endif
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef FRAMES
#define FRAMES 2
#endif

/* Event: the flag, and std::condition_variable's waiters */
bool flag = false;
bool asleep[WORKERS];   /* in wait(), with the mutex released */
bool notified[WORKERS]; /* woken, has not looked at the flag yet */
bool stopping = false;

/* LatestSlot: 0 is empty, else the frame's number */
byte slot[CAMERAS];

/* ReadySet */
bool ready[CAMERAS];
bool in_hands[CAMERAS];

/* FateLedger */
byte received[CAMERAS];
byte processed[CAMERAS];
byte superseded[CAMERAS];
byte expired[CAMERAS];

/* what the checks remember */
byte last_processed[CAMERAS];
byte hands[CAMERAS];
byte producers_left = CAMERAS;
byte workers_left = WORKERS;

/* Event::set(): raise the flag under the lock, then notify_one */
inline event_set() {
  flag = true;
  atomic {
    if
    :: (WORKERS > 0 && asleep[0] && !notified[0]) -> notified[0] = true
#if WORKERS > 1
    :: (asleep[1] && !notified[1]) -> notified[1] = true
#endif
#if WORKERS > 2
    :: (asleep[2] && !notified[2]) -> notified[2] = true
#endif
    :: else -> skip
    fi
  }
}

/* Exchange::publish */
proctype Producer(byte camera) {
  byte number = 0;
  do
  :: number < FRAMES ->
     /* the counters are read at the end only, so counting may share a step with what it counts */
     d_step {
       number++;
       received[camera]++;
       if
       :: slot[camera] != 0 -> superseded[camera]++
       :: else -> skip
       fi;
       slot[camera] = number
     }
     ready[camera] = true;
     event_set()
  :: else -> break
  od;
  producers_left--
}

inline take_earliest() {
  /* deadlines are any: each ready camera may be the earliest */
  atomic {
    camera = CAMERAS;
    if
    :: (ready[0] && !in_hands[0]) -> camera = 0
#if CAMERAS > 1
    :: (ready[1] && !in_hands[1]) -> camera = 1
#endif
#if CAMERAS > 2
    :: (ready[2] && !in_hands[2]) -> camera = 2
#endif
    :: else -> skip
    fi;
    more_wait = false;
    if
    :: camera < CAMERAS ->
       ready[camera] = false;
       in_hands[camera] = true;
       more_wait = ((ready[0] && !in_hands[0])
#if CAMERAS > 1
                || (ready[1] && !in_hands[1])
#endif
#if CAMERAS > 2
                || (ready[2] && !in_hands[2])
#endif
                   )
    :: else -> skip
    fi
  }
}

/* ReadySet::done, then Event::set when the camera is ready again */
inline release_camera() {
  atomic { in_hands[camera] = false; again = ready[camera] }
  if
  :: again -> event_set()
  :: else -> skip
  fi
}

/* Exchange::take and the processor's loop */
proctype Worker(byte me) {
  byte camera;
  byte frame;
  bool more_wait;
  bool again;
  bool stop_seen;
  do
  :: /* Event::wait */
     atomic {
       asleep[me] = !flag && !stopping;
       notified[me] = false
     }
     do
     :: asleep[me] ->
end_asleep:
        (notified[me] || stopping);
        atomic {
          notified[me] = false;
          asleep[me] = !flag && !stopping
        }
     :: else -> break
     od;
     stop_seen = stopping;
     if
     :: stop_seen -> break
     :: else -> skip
     fi;
#ifndef SWAPPED
     flag = false;
     take_earliest();
#else
     take_earliest();
     flag = false;
#endif
     if
     :: camera == CAMERAS -> skip
     :: else ->
        if
        :: more_wait -> event_set()
        :: else -> skip
        fi;
        d_step {
          frame = slot[camera];
          slot[camera] = 0;
          hands[camera]++;
          assert(hands[camera] == 1);
          if
          :: frame == 0 -> skip
          :: else ->
             assert(frame > last_processed[camera]); /* never twice, never backwards */
             last_processed[camera] = frame;
             processed[camera]++ /* or expired: the protocol is the same */
          fi;
          frame = 0
        }
        hands[camera]--;
        release_camera()
     fi
  od;
  workers_left--
}

active proctype Rest() {
  byte i;
#ifdef STOPPING
  stopping = true; /* at any moment: this process may be scheduled first, last or in between */
  (producers_left == 0 && workers_left == 0);
  /* Exchange::expire_waiting, after the workers have ended */
  i = 0;
  do
  :: i < CAMERAS ->
     if
     :: slot[i] != 0 -> slot[i] = 0; expired[i]++
     :: else -> skip
     fi;
     i++
  :: else -> break
  od;
#else
  /* at rest: no process can take a step */
  timeout;
  assert(producers_left == 0);
#endif
  i = 0;
  do
  :: i < CAMERAS ->
     assert(slot[i] == 0);
     assert(received[i] == processed[i] + superseded[i] + expired[i]);
     assert(received[i] == FRAMES);
     i++
  :: else -> break
  od
}

init {
  atomic {
    byte n = 0;
    do
    :: n < CAMERAS -> run Producer(n); n++
    :: else -> break
    od;
    n = 0;
    do
    :: n < WORKERS -> run Worker(n); n++
    :: else -> break
    od
  }
}
