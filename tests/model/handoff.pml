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
 *
 * With -DRESTS camera 0 may rest after each of its frames: what waits then is held, until it is due or the rest is ended; or
 * it is not, because no successor is to be expected in time.
 * Time passes in steps of a process of its own, as late as it likes; a worker that waits for a release is woken when it is due.
 * Shown as well: what is held is taken in the end, whoever is woken when. With -DSTUCK one worker may stay with another
 * camera's frame for ever, and the held one must still be taken.
 * Mistakes that the check must find: -DQUIET_MARK (a held frame wakes nobody, who would watch for its release), and with
 * -DSTUCK -DUNWATCHED (who takes a frame does not pass on that another is held).
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
#ifdef STUCK
#define FRAMES_OF(c) (c == 0 -> FRAMES : 1) /* one that a worker stays with is enough */
#else
#define FRAMES_OF(c) FRAMES
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

/* Camera 0's rest. `held`: the newest frame came before the rest's end; `due`: the time has come at which it is taken all the
 * same. `wanted`: somebody waits for the answer to what waits, which therefore is not held. */
bool rests;
bool held;
bool due;
bool wanted;
bool expected;         /* whether a successor of what was marked last is, before it is due */
bool came_in_rest;     /* a frame that has been put, and is not marked yet */
bool watches[WORKERS]; /* waits for camera 0's release, */
bool fired[WORKERS];   /* which has come */
bool has_stuck = false;

#define IS_HELD (held && !wanted)
#define WATCHABLE (ready[0] && !in_hands[0] && IS_HELD)
#define FREE(c) (ready[c] && !in_hands[c] && (c != 0 || !IS_HELD || due))

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

/* ReadySet::mark */
inline mark() {
  atomic {
    look = true;
    if
    :: camera == 0 ->
       was_held = ready[0] && IS_HELD;
       wanted = ready[0] && wanted;
#ifdef RESTS
       if
       :: wanted = true
       :: skip
       fi;
#endif
#ifdef RESTS
       if
       :: expected = true
       :: expected = false
       fi;
#endif
       held = (came_in_rest || rests) && expected;
       due = false;
       came_in_rest = false;
#ifdef QUIET_MARK
       look = !IS_HELD
#else
       look = !(was_held && IS_HELD)
#endif
    :: else -> skip
    fi;
    was_held = false;
    ready[camera] = true
  }
}

/* Exchange::publish */
proctype Producer(byte camera) {
  byte number = 0;
  bool look;
  bool was_held;
  do
  :: number < FRAMES_OF(camera) ->
     /* the counters are read at the end only, so counting may share a step with what it counts */
     d_step {
       number++;
       received[camera]++;
       if
       :: slot[camera] != 0 -> superseded[camera]++
       :: else -> skip
       fi;
       slot[camera] = number;
       if
       :: camera == 0 -> came_in_rest = rests
       :: else -> skip
       fi
     }
     mark();
     if
     :: look -> event_set()
     :: else -> skip
     fi
  :: else -> break
  od;
  producers_left--
}

inline take_earliest() {
  /* deadlines are any: each ready camera may be the earliest */
  atomic {
    camera = CAMERAS;
    if
    :: FREE(0) -> camera = 0
#if CAMERAS > 1
    :: FREE(1) -> camera = 1
#endif
#if CAMERAS > 2
    :: FREE(2) -> camera = 2
#endif
    :: else -> skip
    fi;
    more_wait = false;
    if
    :: camera < CAMERAS ->
       ready[camera] = false;
       in_hands[camera] = true;
       if
       :: camera == 0 -> held = false; wanted = false; due = false
       :: else -> skip
       fi;
       more_wait = (FREE(0)
#if CAMERAS > 1
                || FREE(1)
#endif
#if CAMERAS > 2
                || FREE(2)
#endif
#ifndef UNWATCHED
                || WATCHABLE
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
  :: /* Exchange::wait: what to watch for, then Event::wait or wait_until */
#ifdef RESTS
     atomic { watches[me] = WATCHABLE; fired[me] = watches[me] && due }
#endif
     atomic {
       asleep[me] = !flag && !stopping && !fired[me];
       notified[me] = false
     }
     do
     :: asleep[me] ->
end_asleep:
        (notified[me] || stopping || fired[me]);
        atomic {
          notified[me] = false;
          asleep[me] = !flag && !stopping && !fired[me]
        }
     :: else -> break
     od;
     atomic { stop_seen = stopping; watches[me] = false; fired[me] = false }
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
#ifdef STUCK
        if
        :: me == 1 && camera == 1 ->
           has_stuck = true;
end_stuck: false
        :: true -> skip
        fi;
#endif
#ifdef RESTS
        /* Claim::rest_until, of now on or of none: what has come meanwhile is older than the rest's end */
        if
        :: camera == 0 -> atomic { rests = true; held = ready[0] && expected; due = false }
        :: camera == 0 -> atomic { rests = false; held = false }
        :: else -> skip
        fi;
#endif
        hands[camera]--;
        release_camera()
     fi
  od;
  workers_left--
}

#ifdef RESTS
proctype Time() {
  byte i;
end:
  do
  :: rests -> rests = false
  :: atomic {
       WATCHABLE && !due ->
       due = true;
       i = 0;
       do
       :: i < WORKERS -> fired[i] = watches[i]; i++
       :: else -> break
       od
     }
  /* a release that was put off by a newer frame since */
  :: atomic { watches[0] && !fired[0] && !due -> fired[0] = true }
#if WORKERS > 1
  :: atomic { watches[1] && !fired[1] && !due -> fired[1] = true }
#endif
  od
}

/* Exchange::end_rest, at any moment */
proctype Reload() {
  atomic { rests = false; held = false; came_in_rest = false };
  event_set()
}
#endif

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
  :: has_stuck && i == 1 -> i++ /* what waits there waits for who has the camera */
  :: i < CAMERAS && !(has_stuck && i == 1) ->
     assert(slot[i] == 0);
     assert(received[i] == processed[i] + superseded[i] + expired[i]);
     assert(received[i] == FRAMES_OF(i));
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
    od;
#ifdef RESTS
    run Time();
#ifndef STUCK
    run Reload()
#endif
#endif
  }
}
