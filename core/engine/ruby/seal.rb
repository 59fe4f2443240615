# Closes what a profile may not change unnoticed: every module and class of the engine is frozen, so that reopening one,
# defining a method in it, prepending to it, or giving one of its constants another value raises FrozenError.
module Cincture
  def self.seal(container, sealed = {})
    container.constants.each do |name|
      inner = container.const_get(name)
      next unless inner.is_a?(Module) && !sealed[inner.object_id]
      next unless inner.to_s.start_with?('Cincture::', 'Inspec::')
      # The place for a library's own classes; nothing of the engine's is looked up by way of it.
      next if inner.equal?(Inspec::Resources)

      sealed[inner.object_id] = true
      seal(inner, sealed)
    end
    container.freeze
  end

  seal(Inspec)
  seal(self)
end
