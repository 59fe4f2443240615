# Redefining Enumerable and Kernel under the engine.
# attack: any
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

module ::Kernel
  def raise(*)
    nil
  end
end
module ::Enumerable
  def map
    []
  end
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
