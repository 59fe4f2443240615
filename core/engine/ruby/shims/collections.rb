# What Ruby's collections have and the VM's lack.
module Enumerable
  def to_set(&block)
    Set.new(block ? map(&block) : to_a)
  end

  # Runs of neighbours, cut where the block says so.
  def slice_when
    runs = []
    each_with_index { |item, i| i.zero? || yield(runs.last.last, item) ? runs << [item] : runs.last << item }
    runs.each
  end

  def slice_before(pattern = nil)
    slice_when { |_, item| pattern.nil? ? yield(item) : pattern === item }
  end

  def slice_after(pattern = nil)
    slice_when { |item, _| pattern.nil? ? yield(item) : pattern === item }
  end
end

class Set
  def to_set
    self
  end
end

class Range
  # The numbers, or every `width`th text, of the range.
  def step(width = 1, &block)
    return enum_for(:step, width) unless block
    raise ArgumentError, "step can't be 0" if width.zero?
    raise ArgumentError, "step can't be negative" if width.negative?

    numbers = self.begin.is_a?(Numeric)
    numbers ? step_numbers(width, &block) : each_with_index { |item, i| yield item if (i % width).zero? }
    self
  end
  alias % step

  private

  def step_numbers(width)
    count = 0
    loop do
      number = self.begin + count * width
      break if !self.end.nil? && (exclude_end? ? number >= self.end : number > self.end)

      yield number
      count += 1
    end
  end
end

class Symbol
  def start_with?(*parts)
    to_s.start_with?(*parts)
  end

  def end_with?(*parts)
    to_s.end_with?(*parts)
  end

  def succ
    to_s.succ.to_sym
  end
  alias next succ
end

class Integer
  def pred
    self - 1
  end

  def ord
    self
  end
end

class Numeric
  def magnitude
    abs
  end

  def real?
    true
  end
end

class Module
  # The VM has no private constants: that they are to be so is heard, and changes nothing.
  def private_constant(*_names)
    nil
  end

  def deprecate_constant(*_names)
    self
  end

  def private_class_method(*names)
    singleton_class.send(:private, *names.flatten)
  end

  def public_class_method(*names)
    singleton_class.send(:public, *names.flatten)
  end
end
