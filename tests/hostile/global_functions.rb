# Taking away the functions that the engine calls on every object.
# attack: any
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class ::Object
  undef_method :send rescue nil
  undef_method :public_send rescue nil
  undef_method :class rescue nil
  undef_method :respond_to? rescue nil
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
