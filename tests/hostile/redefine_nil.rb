# Redefining NilClass so that nothing is nil.
# attack: any
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class ::NilClass
  def nil?
    false
  end
  def exist?
    true
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
